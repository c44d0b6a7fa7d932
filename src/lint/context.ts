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
  const known = new Map<(domain: DomainReader) => unknown, unknown>();
  let byName: Map<string, XmlElement[]> | undefined;
  return {
    domain,
    read<Result>(reader: (domain: DomainReader) => Result): Result {
      if (!known.has(reader)) known.set(reader, reader(domain));
      return known.get(reader) as Result;
    },
    devices(name) {
      byName ??= groupByName(listDevices(domain));
      return byName.get(name) ?? [];
    },
  };
}

/** What one rule looks at. */
export function createContext(
  reading: Reading,
  surroundings: LintSurroundings,
  options: unknown,
  report: (report: Report) => void,
): RuleContext {
  const { domain, read, devices } = reading;
  const { target, host, roms } = surroundings;
  const isTargetAtLeast = (program: keyof Target, version: string) => isAtLeast(target[program], version);
  // Field by field: V8 copies whole objects slowly, and there is one of these for each rule and domain.
  return {
    domain,
    read,
    devices,
    target,
    host,
    roms,
    options,
    isAtLeast: isTargetAtLeast,
    report,
    // Few rules ask, and it takes a look at all devices.
    get vendors() {
      return findVendors(reading, surroundings);
    },
  };
}

function groupByName(elements: readonly XmlElement[]): Map<string, XmlElement[]> {
  const groups = new Map<string, XmlElement[]>();
  for (const element of elements) {
    const group = groups.get(element.name);
    if (group === undefined) groups.set(element.name, [element]);
    else group.push(element);
  }
  return groups;
}
