import type { HostFacts } from './host-facts.js';
import type { Target } from './target.js';

/** Where a device sits on one host, and how to tell that it is the right one. */
export interface MappedDevice {
  /** In any notation; without a function it is the whole card. */
  readonly address: string;
  /** `10de:2204`, of the first function. */
  readonly id?: string | undefined;
  /** `1462:3751`, of the first function. */
  readonly subsystem?: string | undefined;
  readonly iommuGroup?: number | undefined;
}

/** By the name of a device and the name of a host: where the device is. */
export type DeviceMap = Readonly<Record<string, Readonly<Record<string, string | MappedDevice>>>>;

/** What a run of steps knows besides the domain. */
export interface Surroundings {
  readonly target: Target;
  readonly host: HostFacts | undefined;
  readonly devices: DeviceMap | undefined;
  /** The host that the domain is for, as the device map calls it. */
  readonly node: string | undefined;
}
