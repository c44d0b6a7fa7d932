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

  /** Ask for a step. Options of the same step, told apart by `key` where there may be several, come together. */
  add(transform: string, options: Options, source: ImportSource, key = ''): void {
    const id = `${transform} ${key}`;
    const step = this.#steps.get(id);
    if (step === undefined) {
      this.#steps.set(id, { transform, options, from: [source] });
      return;
    }
    step.options = merge(step.options, options);
    if (!step.from.some((other) => other.line === source.line && other.text === source.text)) step.from.push(source);
  }

  /** Ask for a PCI function of the host; functions of one card come together. */
  addPci(request: PciRequest): void {
    this.#pci.push(request);
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
    for (const { transform, options, source, key } of planPciRequests(this.#pci)) {
      this.add(transform, options, source, key);
    }
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
