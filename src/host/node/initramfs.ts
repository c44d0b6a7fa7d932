import type { HostSnapshot, InitramfsTool } from '../model.js';
import type { HostFiles } from './host-files.js';

type Candidates = HostSnapshot['initramfsTools'];
type Distro = HostSnapshot['distro'];

/** What shows that a tool is installed: its program, and its configuration, which may outlive it. */
const TOOLS: readonly {
  readonly name: InitramfsTool;
  readonly programs: readonly string[];
  readonly configuration: readonly string[];
}[] = [
  { name: 'initramfs-tools', programs: ['/usr/sbin/mkinitramfs'], configuration: ['/etc/initramfs-tools'] },
  { name: 'dracut', programs: ['/usr/bin/dracut'], configuration: ['/etc/dracut.conf', '/etc/dracut.conf.d'] },
  { name: 'mkinitcpio', programs: ['/usr/bin/mkinitcpio'], configuration: ['/etc/mkinitcpio.conf'] },
  { name: 'booster', programs: ['/usr/bin/booster'], configuration: ['/etc/booster.yaml'] },
  { name: 'genkernel', programs: ['/usr/bin/genkernel'], configuration: ['/etc/genkernel.conf'] },
  { name: 'mkinitfs', programs: ['/sbin/mkinitfs', '/usr/sbin/mkinitfs'], configuration: ['/etc/mkinitfs'] },
];

/** Where Debian's kernel packages call the tool that makes the image. */
const HOOKS = '/etc/kernel/postinst.d';

/** What distributions install, for a host that shows nothing else; of each the first that is in ID or ID_LIKE. */
const DEFAULTS: readonly (readonly [distro: string, tool: InitramfsTool])[] = [
  ['debian', 'initramfs-tools'],
  ['fedora', 'dracut'],
  ['rhel', 'dracut'],
  ['suse', 'dracut'],
  ['opensuse', 'dracut'],
  ['arch', 'mkinitcpio'],
  ['alpine', 'mkinitfs'],
];

/** Find what makes the initramfs: the program that is installed; of two the one that kernel packages call. */
export async function readInitramfs(
  files: HostFiles,
  distro: Distro,
): Promise<{ readonly initramfs: InitramfsTool | null; readonly initramfsTools: Candidates }> {
  const image = managedImage(distro);
  if (image !== undefined) return { initramfs: image.name, initramfsTools: [image] };
  const found = await Promise.all(
    TOOLS.map(async ({ name, programs, configuration }) => ({
      name,
      programs: await existing(files, programs),
      configuration: await existing(files, configuration),
      isHooked: await files.exists(`${HOOKS}/${name}`),
    })),
  );
  const present = found.filter(({ programs, configuration }) => programs.length + configuration.length > 0);
  const initramfsTools = present.map(({ name, programs, configuration, isHooked }) => ({
    name,
    evidence: [...programs, ...configuration, ...(isHooked ? [`${HOOKS}/${name}`] : [])].map((source) => ({
      source,
      fact: 'It is there',
    })),
  }));
  if (present.length === 0) return byDefault(distro);
  const installed = present.filter(({ programs }) => programs.length > 0);
  const likely = installed.length > 0 ? installed : present;
  const hooked = likely.filter(({ isHooked }) => isHooked);
  const [only, ...others] = hooked.length > 0 ? hooked : likely;
  return { initramfs: others.length > 0 ? null : (only?.name ?? null), initramfsTools };
}

function managedImage({ isOstree, id }: Distro): Candidates[number] | undefined {
  if (isOstree) return { name: 'ostree', evidence: [{ source: '/run/ostree-booted', fact: 'The system is an image' }] };
  if (id !== 'nixos') return undefined;
  return { name: 'nixos', evidence: [{ source: '/etc/os-release', fact: 'The system is declared' }] };
}

function byDefault({ id, idLike }: Distro): { initramfs: InitramfsTool | null; initramfsTools: Candidates } {
  const name = DEFAULTS.find(([distro]) => id === distro || idLike.includes(distro))?.[1];
  if (name === undefined) return { initramfs: null, initramfsTools: [] };
  const evidence = [{ source: '/etc/os-release', fact: `What ${id ?? 'the distribution'} installs by default` }];
  return { initramfs: name, initramfsTools: [{ name, evidence }] };
}

async function existing(files: HostFiles, paths: readonly string[]): Promise<string[]> {
  const found = await Promise.all(paths.map((path) => files.exists(path)));
  return paths.filter((_, index) => found[index]);
}
