import { listDevices } from '../domain/devices.js';
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

/** A domain that several rules look at: what one of them read is there for the next. */
export interface Reading {
  readonly domain: DomainReader;
  /** What a reader of `domain/` says of the domain, asked once. */
  read<Result>(reader: (domain: DomainReader) => Result): Result;
  /** The devices of a name, such as `hostdev`, that libvirt reads. */
  devices(name: string): readonly XmlElement[];
}

/** What a rule looks at, and where it reports; its functions may be taken out of it. */
export interface RuleContext<Messages extends string = string, Options = unknown> extends Reading, LintSurroundings {
  readonly options: Options;
  /** True where the target has at least this version. */
  isAtLeast(program: keyof Target, version: string): boolean;
  /** Say what is wrong. */
  report(report: Report<Messages>): void;
}

/** Read a domain for several rules. */
export function readForRules(domain: DomainReader): Reading {
  return {
    domain,
    read: (reader) => domain.read(reader),
    devices: (name) => listDevices(domain, name),
  };
}

/** What the rules of one run look at, one after the other. */
export class DomainContext implements RuleContext {
  readonly domain: DomainReader;
  readonly read: Reading['read'];
  readonly devices: Reading['devices'];
  readonly target: Target;
  readonly host: HostFacts | undefined;
  readonly roms: LintSurroundings['roms'];
  readonly isAtLeast: RuleContext['isAtLeast'];
  readonly report: RuleContext['report'];
  /** Those of the rule that looks at it now. */
  options: unknown;
  readonly #reading: Reading;
  readonly #surroundings: LintSurroundings;
  #vendors: Vendors | undefined;

  constructor(reading: Reading, surroundings: LintSurroundings, report: (report: Report) => void) {
    const { target, host, roms } = surroundings;
    this.domain = reading.domain;
    this.read = reading.read;
    this.devices = reading.devices;
    this.target = target;
    this.host = host;
    this.roms = roms;
    this.isAtLeast = (program, version) => isAtLeast(target[program], version);
    this.report = report;
    this.#reading = reading;
    this.#surroundings = surroundings;
  }

  get vendors(): Vendors {
    this.#vendors ??= findVendors(this.#reading, this.#surroundings);
    return this.#vendors;
  }
}
