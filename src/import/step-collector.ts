import { formatPciAddress, isSamePciAddress } from '../domain/pci-address.js';
import { PtxError } from '../errors.js';
import { findTransform } from '../transforms/registry.js';
import type { Imported, ImportedStep, ImportRemark, ImportSource } from './imported.js';
import { type PciRequest, planPciRequests } from './pci-plan.js';

/** Options of a step while they are gathered. */
export type Options = Record<string, unknown>;

/**
 * The order of the steps: the machine first, then what boots it, its CPU, its devices, and what is about devices that
 * are there.
 */
export const STEP_ORDER: readonly string[] = [
  'convert-to-q35',
  'set-firmware-efi',
  'set-cpu-host-passthrough',
  'hide-kvm',
  'disable-hypervisor-cpuid',
  'enable-hyperv',
  'set-clock-windows',
  'set-vcpu-pinning',
  'use-hugepages',
  'add-pci-hostdev',
  'set-hostdev-rom',
  'override-pci-ids',
  'set-primary-gpu',
  'add-mdev-hostdev',
  'add-usb-hostdev',
  'add-evdev-input',
  'add-shmem',
  'add-tpm',
  'add-viommu',
  'set-ioapic-driver',
  'set-smbios-host',
  'set-mmio-window',
  'remove-emulated-video',
  'disable-memballoon',
];

/** Gathers steps and remarks from all over a text, and puts them in order. */
export class StepCollector {
  readonly #steps = new Map<string, { transform: string; options: Options; from: ImportSource[] }>();
  readonly #pci: PciRequest[] = [];
  readonly #unmapped: ImportRemark[] = [];
  readonly #notes: ImportRemark[] = [];

  /**
   * Ask for a step. Options of the same step, told apart by `key` where there may be several, come together; of two
   * values the later one counts, as in QEMU.
   */
  add(transform: string, options: Options, source: ImportSource, key = ''): void {
    const id = `${transform} ${key}`;
    const step = this.#steps.get(id);
    if (step === undefined) {
      this.#steps.set(id, { transform, options, from: [source] });
      return;
    }
    for (const { name, before, after } of listReplaced(step.options, options)) {
      this.note(source, `"${name}" is "${after}" here, which replaces "${before}"`);
    }
    step.options = merge(step.options, options);
    if (!step.from.some((other) => other.line === source.line && other.text === source.text)) step.from.push(source);
  }

  /** Ask for a PCI function of the host, or for a whole card; functions of one card come together. */
  addPci(request: PciRequest): void {
    const { host, source, isWhole } = request;
    const earlier = this.#pci.find((other) => other.isWhole === isWhole && isSamePciAddress(other.host, host));
    if (earlier === undefined) this.#pci.push(request);
    else this.unmapped(source, `The guest gets "${formatPciAddress(host)}" by line ${earlier.source.line} already`);
  }

  /** True where a step of this transform was asked for. */
  has(transform: string): boolean {
    return [...this.#steps.values()].some((step) => step.transform === transform);
  }

  unmapped({ line, text }: ImportSource, reason: string): void {
    this.#unmapped.push({ line, text, reason });
  }

  note({ line, text }: ImportSource, reason: string): void {
    this.#notes.push({ line, text, reason });
  }

  /** What was gathered. A step whose options its transform refuses becomes remarks with the transform's reason. */
  finish(): Imported {
    const { steps: planned, unsaid } = planPciRequests(this.#pci);
    for (const { transform, options, source, key } of planned) this.add(transform, options, source, key);
    for (const { source, reason } of unsaid) this.unmapped(source, reason);
    const ordered = [...this.#steps.values()].sort(
      (a, b) => STEP_ORDER.indexOf(a.transform) - STEP_ORDER.indexOf(b.transform),
    );
    const steps = ordered.filter((step) => this.#isAccepted(step));
    return { steps, unmapped: sorted(this.#unmapped), notes: sorted(this.#notes) };
  }

  #isAccepted({ transform, options, from }: ImportedStep): boolean {
    try {
      findTransform(transform)?.step(options);
      return true;
    } catch (error) {
      if (!(error instanceof PtxError)) throw error;
      for (const source of from) this.unmapped(source, `${transform} refuses it: ${error.message}`);
      return false;
    }
  }
}

function sorted(remarks: readonly ImportRemark[]): ImportRemark[] {
  return [...remarks].sort((a, b) => a.line - b.line);
}

/** Values of the second that take the place of another one in the first, by the path of the option. */
function listReplaced(first: Options, second: Options): { name: string; before: unknown; after: unknown }[] {
  return Object.entries(second).flatMap(([name, after]) => {
    const before = first[name];
    if (before === undefined || before === after) return [];
    if (!isOptions(before) || !isOptions(after)) return [{ name, before, after }];
    return listReplaced(before, after).map((replaced) => ({ ...replaced, name: `${name}.${replaced.name}` }));
  });
}

function merge(first: Options, second: Options): Options {
  const merged: Options = { ...first };
  for (const [name, value] of Object.entries(second)) {
    const before = merged[name];
    merged[name] = isOptions(before) && isOptions(value) ? merge(before, value) : value;
  }
  return merged;
}

function isOptions(value: unknown): value is Options {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
