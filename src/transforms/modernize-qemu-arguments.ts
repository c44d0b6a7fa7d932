import { z } from 'zod/mini';
import type { DomainDraft } from '../domain/domain-draft.js';
import { listQemuBlocks, listQemuChildren } from '../domain/qemu-namespace.js';
import { listQemuOptions, type QemuOption } from '../domain/qemu-option.js';
import { requireX86Domain } from '../domain/support.js';
import { audio } from './modernize-qemu-arguments-audio.js';
import { boot } from './modernize-qemu-arguments-boot.js';
import { cpu } from './modernize-qemu-arguments-cpu.js';
import { evdev } from './modernize-qemu-arguments-evdev.js';
import { flags } from './modernize-qemu-arguments-flags.js';
import { fwCfg } from './modernize-qemu-arguments-fw-cfg.js';
import { global } from './modernize-qemu-arguments-global.js';
import { ivshmem } from './modernize-qemu-arguments-ivshmem.js';
import { type Judge, REASON } from './modernize-qemu-arguments-judge.js';
import { machine } from './modernize-qemu-arguments-machine.js';
import { rtc } from './modernize-qemu-arguments-rtc.js';
import { set } from './modernize-qemu-arguments-set.js';
import { smbios } from './modernize-qemu-arguments-smbios.js';
import { vfioPci } from './modernize-qemu-arguments-vfio-pci.js';
import { defineTransform } from './transform.js';

/** What knows a kind of argument each; `-set` comes before what adds host devices, as it counts them. */
const JUDGES: readonly Judge[] = [
  ...[set, vfioPci, evdev, ivshmem, audio, smbios, fwCfg, cpu, machine, global, rtc, boot, flags],
];

/**
 * Say in libvirt's own XML, or in `<qemu:override>`, what old guides say with raw QEMU arguments. An argument moves as
 * a whole, and only where the result means the same to QEMU; every one that stays is named with the reason. An empty
 * `<qemu:commandline>` goes, the declaration of its namespace and comments stay.
 *
 * @throws PtxError DOMAIN_UNSUPPORTED for guests that are not x86
 * @see https://libvirt.org/drvqemu.html#pass-through-of-arbitrary-qemu-commands
 */
export const modernizeQemuArguments = defineTransform({
  name: 'modernize-qemu-arguments',
  summary: 'Raw QEMU arguments become native XML or overrides where libvirt has them',
  source: 'https://libvirt.org/drvqemu.html#pass-through-of-arbitrary-qemu-commands',
  conflicts: [
    'add-pci-hostdev',
    'convert-to-q35',
    'disable-hypervisor-cpuid',
    'enable-hyperv',
    'hide-kvm',
    'add-evdev-input',
    'override-pci-ids',
    'set-primary-gpu',
    'set-hostdev-rom',
    'set-smbios-host',
    'set-ioapic-driver',
    'set-mmio-window',
    'add-usb-hostdev',
    'add-mdev-hostdev',
    'add-viommu',
    'use-hugepages',
    'remove-pci-hostdev',
    'set-cpu-host-passthrough',
    'add-shmem',
    'set-clock-windows',
    'strip-runtime',
    'remove-emulated-video',
  ],
  options: () => z.strictObject({}),
  plan(draft) {
    requireX86Domain(draft);
    const before = new Set(listQemuBlocks(draft, 'commandline').filter((block) => block.elements.length > 0));
    // What moves can make room for another that had to stay beside it.
    while (moveOnce(draft));
    const left = judgeAll(draft);
    for (const [option, reason] of left) nameLeftover(draft, option, reason);
    warnOfVariables(draft);
    const empty = listQemuBlocks(draft, 'commandline').filter(
      (block) => before.has(block) && block.children.every((node) => node.kind === 'text' && node.isBlank),
    );
    draft.removeAll(empty, 'No argument is left in it');
  },
});

/** Move the first option that can; false where none can. */
function moveOnce(draft: DomainDraft): boolean {
  const options = listQemuOptions(draft);
  for (const judge of JUDGES) {
    for (const option of options) {
      const verdict = judge(draft, option, options);
      if (verdict === undefined || typeof verdict === 'string') continue;
      const moved = [option, ...(verdict.also ?? [])];
      draft.removeAll([...new Set(moved.flatMap(({ elements }) => elements))], REASON);
      verdict.apply();
      return true;
    }
  }
  return false;
}

/** Every option that is there with the reason for which it stays. */
function judgeAll(draft: DomainDraft): Map<QemuOption, string> {
  const options = listQemuOptions(draft);
  return new Map(
    options.map((option) => {
      const reasons = JUDGES.map((judge) => judge(draft, option, options)).filter((each) => typeof each === 'string');
      return [option, reasons[0] ?? 'libvirt has no element for it that ptx knows'];
    }),
  );
}

const LONGEST = 72;

function nameLeftover(draft: DomainDraft, { name, value, elements }: QemuOption, reason: string): void {
  const text = value === undefined ? name : `${name} ${value}`;
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  draft.warn(`QEMU argument "-${short}" stays: ${reason}`, elements[0]);
}

function warnOfVariables(draft: DomainDraft): void {
  for (const element of listQemuBlocks(draft, 'commandline').flatMap((block) => listQemuChildren(block, 'env'))) {
    const name = element.attribute('name') ?? '';
    const reason = /^QEMU_(AUDIO|PA|ALSA|SPICE)_/.test(name)
      ? 'libvirt hands QEMU an -audiodev, beside which it is not read; write <audio> instead'
      : 'libvirt has no element for it that ptx knows';
    draft.warn(`Environment variable "${name}" stays: ${reason}`, element);
  }
}
