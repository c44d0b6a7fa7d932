import { manualStep } from '../manual.js';
import type { HostSnapshot } from '../model.js';
import type { Work } from '../planning.js';
import type { InitramfsContent, InitramfsWriter } from './writer.js';

/** How each tool is asked to make its images anew. */
const REBUILDS: Readonly<Record<string, string>> = {
  booster: '/usr/lib/booster/regenerate_images',
  genkernel: 'genkernel --install initramfs',
  mkinitfs: 'mkinitfs',
};

/** Where each tool is told of modules. */
const PLACES: Readonly<Record<string, string>> = {
  booster: 'modules_force_load in /etc/booster.yaml',
  genkernel: 'doload= on the kernel command line',
  mkinitfs: '/etc/mkinitfs/features.d',
};

/** Tools whose files ptx does not change. */
export const manualInitramfsWriter: InitramfsWriter = {
  names: ['booster', 'genkernel', 'mkinitfs', 'nixos'],
  takesModprobe: () => false,
  write: (snapshot, content) => leaveInitramfs(snapshot, content),
};

/** Leave the initramfs to the reader; once vfio-pci came up that early, it is done. */
export function leaveInitramfs(snapshot: HostSnapshot, { modules, files, hasNewFiles }: InitramfsContent): Work {
  const { initramfs, initramfsTools } = snapshot;
  const nothing = modules.length === 0 && files.length === 0;
  if (nothing && !hasNewFiles) return {};
  if (!nothing && !hasNewFiles && isLoaded(snapshot)) return {};
  const names = initramfsTools.map(({ name }) => name);
  const several = `Several tools could make the initramfs: ${names.join(', ')}`;
  return {
    manual: [
      manualStep({
        title: 'Have the initramfs load these modules first, and make it anew',
        lines: [
          modules.map(({ text }) => text).join(' '),
          ...files.map((path) => `Put ${path} into it as well`),
          ...(PLACES[initramfs ?? ''] === undefined ? [] : [`They belong into ${PLACES[initramfs ?? '']}`]),
          ...(REBUILDS[initramfs ?? ''] === undefined ? [] : [`Then run: ${REBUILDS[initramfs ?? '']}`]),
        ].filter((line) => line !== ''),
        reason: initramfs === null ? several : `ptx does not write the files of ${initramfs}`,
      }),
    ],
  };
}

function isLoaded({ kernelFacts }: HostSnapshot): boolean {
  return kernelFacts.modules.some(({ name, isLoaded }) => name === 'vfio_pci' && isLoaded);
}
