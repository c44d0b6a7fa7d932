import { type HostPciUse, listHostPciUses } from '../../domain/devices.js';
import { groupBy } from '../../domain/group-by.js';
import { isDisplayClass, isGraphicsCard, listHostFunctions, mapHostClasses } from '../../domain/host-device.js';
import { formatPciAddress, formatPciSlot } from '../../domain/pci-address.js';
import { HOST_PCI_FUNCTIONS } from '../about.js';
import { defineRule } from '../rule.js';

/** A graphics card comes to the guest with all its functions. */
export const hostdevCardComplete = defineRule({
  name: 'hostdev-card-complete',
  summary: 'A graphics card is passed through with its sound and all its other functions',
  about: HOST_PCI_FUNCTIONS,
  why: 'The functions of a card share an IOMMU group as a rule, so that none of them may stay with a driver of the host: QEMU says "group is not viable". A card without its sound function also has no sound over HDMI.',
  class: 'unsafe',
  severity: 'info',
  source: 'https://docs.kernel.org/driver-api/vfio.html',
  checked: 'vfio_group_viable, Linux 5.10 to 6.1; IOMMU groups of multifunction devices without ACS, Linux 6.1',
  messages: {
    siblings: {
      text: 'Of graphics card {card} the guest does not get {missing}',
      cure: 'Add the other functions, or keep them from the host with <address type="unassigned"/>',
      effect: 'runs',
      severity: 'warning',
    },
    sound: {
      text: 'Of host card {card} the guest gets function 0 alone: its ROM file speaks for a graphics card, most of which have sound as function 1',
      cure: 'Look with lspci -s {card}, and add what else it has',
      effect: 'runs',
    },
    withoutFirst: {
      text: 'Of graphics card {card} the guest gets {functions}, and not function 0',
      cure: 'Add function 0, unless the host is to keep it',
      effect: 'runs',
    },
  },
  check({ host, read, report }) {
    const classes = mapHostClasses(host);
    for (const [card, uses] of groupBy(read(listHostPciUses), (use) => formatPciSlot(use.host))) {
      const first = uses.find((use) => use.host.function === 0);
      const at = first?.device ?? (uses[0] as HostPciUse).device;
      if (host === undefined) {
        if (first !== undefined && uses.length === 1 && isGraphicsCard(first, classes))
          report({ message: 'sound', at, part: 'tag', data: { card } });
        continue;
      }
      const slot = (uses[0] as HostPciUse).host;
      if (!isDisplayClass(classes.get(formatPciAddress({ ...slot, function: 0 })))) continue;
      const taken = new Set(uses.map((use) => use.host.function));
      const missing = listHostFunctions(host, slot).filter((number) => !taken.has(number));
      if (missing.length === 0) continue;
      if (first === undefined) {
        report({ message: 'withoutFirst', at, part: 'tag', data: { card, functions: name([...taken]) } });
      } else report({ message: 'siblings', at, part: 'tag', data: { card, missing: name(missing) } });
    }
  },
});

function name(functions: readonly number[]): string {
  return `${functions.length === 1 ? 'function' : 'functions'} ${functions.join(', ')}`;
}
