import type { Decision, Planner, PlanScope } from '../planning.js';

/**
 * Options of vfio-pci and of vfio_iommu_type1 that are asked for: in modprobe.d for a module, on the kernel command line
 * for what is built in.
 *
 * @see vfio_pci_disable_vga in drivers/vfio/pci/vfio_pci.c, allow_unsafe_interrupts in drivers/vfio/vfio_iommu_type1.c of
 * Linux 6.12
 */
export const vfioOptionsPlanner: Planner = {
  name: 'vfio-options',
  decide(scope) {
    const { request, snapshot } = scope;
    const decisions: Decision[] = [];
    if (request.disableVga) {
      const reason = 'Guests with UEFI need no legacy VGA, and the host arbitrates it no longer';
      const message = 'Without legacy VGA only guests with UEFI (OVMF) show a picture on a passed-through card';
      decisions.push(setOption(scope, 'vfio-pci', 'disable_vga=1', reason), note('disable-vga-uefi-only', message));
    }
    if (request.unsafeInterrupts && snapshot.iommu.hasInterruptRemapping === true) {
      decisions.push(note('unsafe-interrupts-needless', 'Interrupts are remapped, so the option would do harm only'));
    } else if (request.unsafeInterrupts) {
      const reason = 'Without interrupt remapping VFIO refuses every device';
      const message =
        'A guest can send the host any interrupt that it likes: give devices only to guests that you trust';
      const option = setOption(scope, 'vfio_iommu_type1', 'allow_unsafe_interrupts=1', reason);
      decisions.push(option, note('unsafe-interrupts', message));
    }
    return {
      configuration: {
        kernelArguments: decisions.flatMap(({ configuration }) => configuration?.kernelArguments ?? []),
        modprobe: decisions.flatMap(({ configuration }) => configuration?.modprobe ?? []),
      },
      findings: decisions.flatMap(({ findings = [] }) => findings),
    };
  },
};

function setOption({ snapshot }: PlanScope, module: string, option: string, reason: string): Decision {
  return snapshot.vfioPci === 'builtin'
    ? { configuration: { kernelArguments: [{ text: `${module}.${option}`, reason }] } }
    : { configuration: { modprobe: [{ text: `options ${module} ${option}`, reason }] } };
}

function note(code: string, message: string): Decision {
  return { findings: [{ code, message }] };
}
