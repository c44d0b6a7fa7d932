import type { DomainReader } from '../domain/domain-reader.js';
import type { HostFacts } from '../domain/host-facts.js';
import { isAtLeast, type Target } from '../domain/target.js';
import type { XmlElement } from '../xml/node.js';
import type { Report } from './rule.js';
import { findVendors } from './vendors.js';

/** Who made what the domain runs on, where somebody knows. */
export interface Vendors {
  readonly cpu?: 'intel' | 'amd' | undefined;
  readonly gpu?: 'nvidia' | 'amd' | 'intel' | undefined;
}

/** What is known of a file that holds the ROM of a device. */
export interface RomFileFacts {
  /** The devices that it is for, by PCI id such as `10de:1c03`. */
  readonly ids: readonly string[];
  /** True where it holds an image that the UEFI of an x86 guest loads. */
  readonly uefiCapable: boolean;
  /** Why it is no ROM, where it is none. */
  readonly fault?: string | undefined;
}

/** What is known besides the domain. */
export interface LintSurroundings {
  readonly target: Target;
  readonly host: HostFacts | undefined;
  /** Who made CPU and GPU, where somebody said so or the host tells. */
  readonly vendors: Vendors;
  /** By path: the ROM files that could be read. */
  readonly roms: ReadonlyMap<string, RomFileFacts>;
}

/** What a rule looks at, and where it reports; its functions may be taken out of it. */
export interface RuleContext<Messages extends string = string, Options = unknown> extends LintSurroundings {
  readonly domain: DomainReader;
  /** What a reader of `domain/` says of the domain, asked once. */
  readonly read: DomainReader['read'];
  /** The devices of a name, such as `hostdev`, that libvirt reads. */
  readonly devices: (name: string) => readonly XmlElement[];
  readonly options: Options;
  /** True where the target has at least this version. */
  isAtLeast(program: keyof Target, version: string): boolean;
  /** Say what is wrong. */
  report(report: Report<Messages>): void;
}

/** What the rules of one run look at, one after the other. */
export class DomainContext implements RuleContext {
  readonly domain: DomainReader;
  readonly read: RuleContext['read'];
  readonly devices: RuleContext['devices'];
  readonly target: Target;
  readonly host: HostFacts | undefined;
  readonly roms: LintSurroundings['roms'];
  readonly isAtLeast: RuleContext['isAtLeast'];
  readonly report: RuleContext['report'];
  /** Those of the rule that looks at it now. */
  options: unknown;
  readonly #surroundings: LintSurroundings;
  #vendors: Vendors | undefined;

  constructor(domain: DomainReader, surroundings: LintSurroundings, report: (report: Report) => void) {
    const { target, host, roms } = surroundings;
    this.domain = domain;
    // Bound: V8 (Node 20) keeps all that arrow functions in here know until it looks through the whole heap.
    this.read = domain.read.bind(domain) as RuleContext['read'];
    this.devices = domain.listDevices.bind(domain);
    this.target = target;
    this.host = host;
    this.roms = roms;
    this.isAtLeast = isTargetAtLeast.bind(undefined, target);
    this.report = report;
    this.#surroundings = surroundings;
  }

  get vendors(): Vendors {
    this.#vendors ??= findVendors(this.domain, this.#surroundings);
    return this.#vendors;
  }
}

function isTargetAtLeast(target: Target, program: keyof Target, version: string): boolean {
  return isAtLeast(target[program], version);
}
