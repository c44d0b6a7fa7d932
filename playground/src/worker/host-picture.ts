import type { HostFacts } from 'libvirt-ptx';
import {
  findPassthroughSet,
  type GroupListing,
  type HostSnapshot,
  listGroups,
  type PciFunction,
  parseHostSnapshot,
} from 'libvirt-ptx/host';
import type { HostCard, HostGroup, HostPicture } from './protocol.js';

/**
 * Read a host snapshot, and draw up its groups with what each card takes along.
 *
 * @throws PtxError FILE_MALFORMED
 */
export function readHostPicture(text: string): { readonly picture: HostPicture; readonly snapshot: HostFacts } {
  const snapshot = parseHostSnapshot(text);
  const { distro, cpu, iommu } = snapshot;
  const title = [distro.prettyName, cpu.model, `IOMMU ${iommu.state}`].filter(Boolean).join(' · ');
  return { picture: { title, groups: listGroups(snapshot).map((group) => drawGroup(snapshot, group)) }, snapshot };
}

function drawGroup(snapshot: HostSnapshot, { id, verdict, blockers, members }: GroupListing): HostGroup {
  // Class 06 has bridges to other buses, and what stands for the chipset; no guest gets either.
  const isBridge = (each: PciFunction) => each.isBridge || each.class?.startsWith('06') === true;
  const bridges = members.filter(isBridge);
  const endpoints = members.filter((each) => !isBridge(each));
  const slots = [...new Set(endpoints.map(slotOf))];
  return { id, verdict, blockers, bridges, cards: slots.map((slot) => drawCard(snapshot, slot, endpoints)) };
}

function drawCard(snapshot: HostSnapshot, slot: string, endpoints: readonly PciFunction[]): HostCard {
  const functions = endpoints.filter((each) => slotOf(each) === slot);
  const devices = functions.map(({ address }) => address);
  return { slot, functions, passthrough: findPassthroughSet(snapshot, { devices }) };
}

function slotOf({ address }: PciFunction): string {
  return address.replace(/\.[0-7]$/, '');
}
