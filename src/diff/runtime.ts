import type { Meaning } from './meaning.js';
import { PatternTable } from './pattern.js';

/** What a domain carries only while it runs; libvirt does not keep it, whatever it says. */
export const RUNTIME: readonly (readonly [pattern: string, why: string])[] = [
  ['@id', 'Number of the running domain'],
  ['devices/*/alias[name!=ua-*]', 'libvirt numbers devices anew on each start; only "ua-" aliases are kept'],
  ['devices/disk/source/@index', 'Node number of a running domain'],
  ['**/backingStore/@index', 'Node number of a running domain'],
  ['devices/disk/mirror', 'Block job of a running domain'],
  ['seclabel[type=dynamic|]/label', 'Made anew on each start'],
  ['seclabel/imagelabel', 'Made anew on each start'],
  ['devices/channel/target/@state', 'State of the agent in a running domain'],
  ['devices/interface/source/@portid', 'Port of a running domain'],
  ['devices/graphics/listen[type=network]/@address', 'Found anew on each start'],
  ['**/source/seclabel[labelskip=yes]', 'Found on each start'],
  ['devices/console/target/@port', 'libvirt numbers consoles in their order'],
  ['os/bootmenu[enable=no]/@timeout', 'There is no menu to wait for'],
  ['devices/*[type=pty]/source/@path', 'Terminal of a running domain'],
  ['devices/interface/source/@macTableManager', 'Found for a network on each start'],
  ['devices/interface[type=network]/source/@bridge', 'Found for a network on each start'],
  ['devices/interface[type=bridge|direct]/source/@network', 'The network that it was found for'],
  ['devices/interface[type=bridge|direct]/source/@portgroup', 'The network that it was found for'],
  ['devices/memory/target/current', 'Size in a running domain'],
  ['cputune/cachetune/@id', 'Name of a running allocation'],
  ['devices/memballoon[model=none]/alias', 'There is no device to name'],
  ['devices/memballoon[model=none]/address', 'There is no device to place'],
  ['devices/console/@tty', 'Terminal of a running domain'],
  ['devices/interface/target[dev=vnet*|macvtap*|macvlan*]/@dev', 'Named anew on each start'],
];

const runtime = new PatternTable(RUNTIME);

/** Take out of an element what a domain carries only while it runs. */
export function dropRuntime(element: Meaning): void {
  for (const name of [...element.attributes.keys()]) {
    if (runtime.find(element, name) !== undefined) element.attributes.delete(name);
  }
  element.children = element.children.filter((child) => runtime.find(child) === undefined);
}
