import type { HostSnapshot } from '../../src/host/model.js';
import type { HostPlan } from '../../src/host/plan.js';
import type { HostRecord } from '../../src/host/record.js';
import type { HostVerification } from '../../src/host/verify.js';
import type { VirtualHost } from './virtual-host.js';

/** Where a plan lies in a host. */
const PLAN = 'plan.json';

/** Take the snapshot of a host. */
export async function inspect(host: VirtualHost): Promise<HostSnapshot> {
  return JSON.parse((await succeed(host, 'host inspect --format json')).stdout);
}

/** Make a plan, and leave it in the host. A plan that is blocked is one too. */
export async function plan(host: VirtualHost, words: string): Promise<HostPlan> {
  const { stdout, stderr } = await host.ptx(`host plan ${words} --format json | tee ${PLAN}`);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

/** Do the last plan. */
export async function apply(host: VirtualHost): Promise<HostRecord> {
  return JSON.parse((await succeed(host, `host apply ${PLAN} --format json`)).stdout).record;
}

/** Take a record back. */
export async function rollback(host: VirtualHost, { id }: HostRecord): Promise<HostRecord> {
  return JSON.parse((await succeed(host, `host rollback ${id} --format json`)).stdout).record;
}

/** Say what came of a plan. */
export async function verify(host: VirtualHost): Promise<HostVerification & { readonly status: number }> {
  const { status, stdout } = await host.ptx('host verify --device 01:00 --format json');
  return { ...JSON.parse(stdout), status };
}

/** The driver that each function has, null where it has none; `addresses` are written as the kernel does. */
export async function readDrivers(
  host: VirtualHost,
  addresses: readonly string[],
): Promise<Readonly<Record<string, string | null>>> {
  const script = `for a in ${addresses.join(' ')}; do echo "$a $(basename "$(readlink /sys/bus/pci/devices/$a/driver)")"; done`;
  const lines = (await host.read(script)).trim().split('\n');
  return Object.fromEntries(lines.map((line) => [line.split(' ')[0], line.split(' ')[1] || null]));
}

/** Digests of all configuration of a host. The machine writes these by itself: when it was started, and for devices. */
export async function readConfiguration(host: VirtualHost): Promise<string> {
  return host.read(
    "cd /etc && find . -type f ! -name '*.cache' ! -path './libvirt/*' | sort | xargs -d '\\n' sha256sum",
  );
}

async function succeed(host: VirtualHost, words: string) {
  const end = await host.ptx(words);
  if (end.status !== 0) throw new Error(`"ptx ${words}" ended with exit code ${end.status}:\n${end.stderr}`);
  return end;
}
