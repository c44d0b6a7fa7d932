/** One thing that a hook does when a domain starts, and takes back when it has stopped. */
export type HookStep =
  /** Give a function to vfio-pci, by its address. */
  | { readonly kind: 'bind'; readonly address: string; readonly reason: string }
  /** Write an attribute, which gets what it held back. */
  | { readonly kind: 'keep'; readonly path: string; readonly value: string; readonly reason: string }
  /** Add huge pages to those that there are, and take as many away again. */
  | { readonly kind: 'reserve'; readonly path: string; readonly count: number; readonly reason: string }
  /** Take CPUs away from all but guests. */
  | { readonly kind: 'partition'; readonly cpus: string; readonly reason: string };

/**
 * When libvirt calls for it: before it touches a resource, or once QEMU runs, when its cgroup is there.
 *
 * @see https://libvirt.org/hooks.html, libvirt 9.0: prepare begin, started begin, release end
 */
export const STEP_TIMES: Readonly<Record<HookStep['kind'], 'prepare' | 'started'>> = {
  bind: 'prepare',
  keep: 'prepare',
  reserve: 'prepare',
  partition: 'started',
};
