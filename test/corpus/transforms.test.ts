import { beforeAll, describe, expect, it } from 'vitest';
import { addPciHostdev, type Domain, parseDomain, type Step, transforms } from '../../src/index.js';
import { readCorpus } from '../helpers/corpus.js';
import { requireTransform } from '../helpers/registry.js';
import { isCorpusSkipped, readDefined, runOver } from './verdicts.js';

/** One way to ask a transform. */
interface Asked {
  readonly options?: Readonly<Record<string, unknown>>;
  /** What gives it something to work on: a step before it, or another text. */
  readonly after?: Step;
  readonly in?: (xml: string) => string;
}

const CARD = addPciHostdev({ address: '01:00', functions: '0-1' });
const UUID = '4b20d080-1b54-4048-85b3-a6a62d165c01';

/** What users ask most, and what changes most, of every transform. */
const ASKED: Readonly<Record<string, readonly Asked[]>> = {
  'add-evdev-input': [{ options: { dev: '/dev/input/by-id/usb-Kbd-event-kbd', grab: 'all', repeat: 'on' } }],
  'add-mdev-hostdev': [{ options: { uuid: UUID } }, { options: { uuid: UUID, display: 'on', ramfb: 'on' } }],
  'add-pci-hostdev': [
    { options: { address: '01:00', functions: '0-3', rom: { file: '/var/lib/libvirt/vbios/gpu.rom' } } },
    { options: { address: '03:10.0', boot: { order: 1 }, managed: 'no', alias: 'ua-nic' } },
  ],
  'add-shmem': [{}],
  'add-tpm': [{}, { options: { model: 'tpm-tis' } }],
  'add-usb-hostdev': [{ options: { id: '046d:c52b' } }, { options: { address: '1.4', startupPolicy: 'optional' } }],
  'add-viommu': [{}, { options: { model: 'virtio' } }],
  'convert-to-q35': [{}, { options: { disk: { bus: 'virtio' } } }],
  'disable-hypervisor-cpuid': [{ options: { replace: 'yes' } }],
  'disable-memballoon': [{}],
  'enable-hyperv': [{}, { options: { set: 'full', replace: 'yes' } }],
  'hide-kvm': [{}],
  'modernize-qemu-arguments': [{ in: withArguments }],
  'override-pci-ids': [{ options: { address: '01:00.0', 'vendor-id': '10de', 'sub-device-id': '8546' }, after: CARD }],
  'remove-emulated-video': [{}, { options: { keep: 'none' } }],
  // The second is a device that many of the documents have.
  'remove-pci-hostdev': [{ options: { address: '01:00.0' }, after: CARD }, { options: { address: '06:12' } }],
  'set-clock-windows': [{}],
  'set-cpu-host-passthrough': [
    {},
    { options: { migratable: 'off', cache: { mode: 'passthrough' }, topoext: 'on', check: 'partial' } },
  ],
  'set-firmware-efi': [
    {},
    { options: { loader: '/usr/share/OVMF/OVMF_CODE_4M.fd' } },
    { options: { 'secure-boot': 'yes' } },
  ],
  'set-hostdev-rom': [{ options: { address: '01:00', file: '/gpu.rom', bar: 'on' }, after: CARD }],
  'set-ioapic-driver': [{}, { options: { driver: 'qemu' } }],
  'set-mmio-window': [{ options: { size: '64G' } }],
  'set-primary-gpu': [{ options: { address: '01:00.0' }, after: CARD }],
  'set-smbios-host': [{}, { options: { system: { product: 'Desk' }, baseBoard: { product: 'B550' } } }],
  'set-vcpu-pinning': [{ options: { pins: '0:2-3', emulator: '0-1' } }],
  'strip-runtime': [{}, { in: withRuntime }],
  'use-hugepages': [{}, { options: { size: '2M', locked: 'yes', nosharepages: 'yes' } }],
};

let domains = new Map<string, Domain>();

beforeAll(() => {
  if (isCorpusSkipped) return;
  const { accepted, dumped } = readDefined(readCorpus());
  domains = new Map([...accepted, ...[...dumped].map(([file, domain]) => [`${file} (as dumped)`, domain] as const)]);
});

it('asks every transform of the registry', () => {
  expect(Object.keys(ASKED)).toEqual(transforms.map(({ name }) => name).sort());
});

describe.skipIf(isCorpusSkipped)('libvirt defines what a transform makes of a document that it defines', () => {
  it('has a corpus that is worth the name', () => expect(domains.size).toBeGreaterThan(2000));

  it.each(transforms.map(({ name }) => name))('%s', (name) => {
    for (const { options = {}, after, in: change } of ASKED[name] ?? []) {
      const steps = [...(after === undefined ? [] : [after]), requireTransform(name).step(options)];
      const { unchanged, defined, errors, refusals } = runOver(change === undefined ? domains : rewrite(change), steps);
      const counts = `${defined} defined, ${unchanged} unchanged, ${refusals.size} refused, ${errors.size} rejected`;
      console.log(`${name} ${JSON.stringify(options)}: ${counts}`);
      expect(Object.fromEntries(errors)).toEqual({});
      expect(defined, 'a request that changes no document shows nothing').toBeGreaterThan(0);
    }
  });
});

function rewrite(change: (xml: string) => string): Map<string, Domain> {
  return new Map([...domains].map(([file, { xml }]) => [file, parseDomain(change(xml))]));
}

/** With arguments as guides tell to add them, where there are none. */
function withArguments(xml: string): string {
  if (xml.includes('schemas/domain/qemu/')) return xml;
  const words = ['-cpu', 'host,kvm=off,hv_relaxed,hv_time,hv_vendor_id=whatever', '-device', 'vfio-pci,host=01:00.0'];
  const block = `<qemu:commandline>${words.map((word) => `<qemu:arg value='${word}'/>`).join('')}</qemu:commandline>`;
  return xml
    .replace('<domain ', "<domain xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0' ")
    .replace(/(?=<\/domain>\s*$)/, block);
}

/** With what `virsh dumpxml` prints of a running domain: its id, labels, and an alias for each device. */
function withRuntime(xml: string): string {
  if (/<alias|<domain\b[^>]*\sid=/.test(xml)) return xml;
  let count = 0;
  const label = '+64055:+108';
  const labels = `<label>${label}</label><imagelabel>${label}</imagelabel>`;
  return xml
    .replace('<domain ', "<domain id='7' ")
    .replace(/(?=<\/(disk|interface|controller|hostdev|video)>)/g, (_, name) => `<alias name='${name}${count++}'/>`)
    .replace(/(?=<\/domain>\s*$)/, `<seclabel type='dynamic' model='dac' relabel='yes'>${labels}</seclabel>`);
}
