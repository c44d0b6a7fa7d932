import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BLOCKER_CODES } from '../../src/host/blocker-codes.js';
import type { HostSnapshot } from '../../src/host/model.js';
import { planHost } from '../../src/host/plan-host.js';
import type { HostRequestInput } from '../../src/host/request.js';
import { simulate } from '../../src/host/simulate.js';
import { listPlanCases, readPlanHost } from '../helpers/plan-golden.js';

const host = await readPlanHost({ machine: 'ubuntu2510-rtx4070', request: {} });
/** The network card of the default route. */
const NIC = '0000:05:00.0';
const plan = (accepted: string[], request: HostRequestInput = { devices: [NIC] }, snapshot: HostSnapshot = host) =>
  planHost(snapshot, { ...request, accepted });
const unused = (accepted: string[]) =>
  plan(accepted)
    .findings.filter(({ code }) => code === 'accepted-unused')
    .map(({ message }) => message);

describe('--i-know', () => {
  it.each(['default-route', NIC, '05:00.0', '05:00', 'pci_0000_05_00_0'])('goes ahead by "%s"', (item) => {
    expect(plan([]).verdict).toBe('blocked');
    expect(plan([item])).toMatchObject({ blockers: [], verdict: 'isolated' });
    expect(unused([item])).toEqual([]);
  });

  it.each([
    ['null', undefined],
    ['default-rout', 'Did you mean "default-route"?'],
    ['99:00', 'The host has nothing there'],
    ['yes', undefined],
  ])('refuses "%s"', (item, hint) => {
    const refusal = { code: 'OPTION_INVALID', option: 'accepted', ...(hint === undefined ? {} : { hint }) };
    expect(() => plan(['default-route', item])).toThrow(expect.objectContaining(refusal));
  });

  it('says of what nothing here goes by that it does nothing', () => {
    expect(unused(['default-route', 'root-disk', '0000:01:00.0'])).toEqual([
      expect.stringContaining('"root-disk"'),
      expect.stringContaining('"0000:01:00.0"'),
    ]);
  });

  it('says the same once the host is prepared, and plans nothing', () => {
    const after = simulate(host, plan(['default-route']));
    expect(plan(['default-route'], { devices: [NIC] }, after).actions).toEqual([]);
  });

  it('goes ahead with nothing that is final', () => {
    const bridge: HostRequestInput = { devices: ['00:01.0'] };
    expect(plan(['bridge', '00:01.0'], bridge)).toMatchObject({ verdict: 'blocked', blockers: [{ isFinal: true }] });
  });
});

it('every blocker of the goldens is a known one', () => {
  const codes = listPlanCases().flatMap(({ folder }) =>
    (JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')).blockers as { code: string }[]).map(
      ({ code }) => code,
    ),
  );
  expect(codes.length).toBeGreaterThan(10);
  expect([...new Set(codes)].filter((code) => !(BLOCKER_CODES as readonly string[]).includes(code))).toEqual([]);
});

describe('what a device is called', () => {
  it.each([
    ['10de:2786', 'That is a PCI id. The address is 0000:01:00.0'],
    ['0x10DE:0x22bc', 'That is a PCI id. The address is 0000:01:00.1'],
    ['1af4:1000', 'That is a PCI id, and no device of the host has it; "ptx host groups" lists addresses'],
    ['gpu', 'Write it as 0000:01:00.0, 01:00.0, 01:00 or pci_0000_01_00_0'],
  ])('"%s" is no address', (device, hint) => {
    expect(() => plan([], { devices: [device] })).toThrow(expect.objectContaining({ code: 'OPTION_INVALID', hint }));
  });

  it.each(['01:00', '0000:01:00', '1:0', 'pci_0000_01_00_0', 'pci_0000_01_00'])('"%s" is one', (device) => {
    expect(plan([], { devices: [device] }).passthroughSet).toEqual(['0000:01:00.0', '0000:01:00.1']);
  });
});
