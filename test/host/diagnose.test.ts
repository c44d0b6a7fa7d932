import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/commands/registry.js';
import { transformCommand } from '../../src/cli/commands/transform.js';
import { parseFlags } from '../../src/cli/flags.js';
import { processIo } from '../../src/cli/io.js';
import { listRequestedSteps } from '../../src/cli/requested-steps.js';
import { diagnoseLog } from '../../src/host/diagnose.js';
import { diagnoses } from '../../src/host/diagnoses.js';
import { listDiagnoseCases, printDiagnosis } from '../helpers/diagnose-golden.js';
import { expectSameText } from '../helpers/text.js';

const cases = listDiagnoseCases();
const idsOf = (log: string) => diagnoseLog(log).messages.map(({ id }) => id);

describe.each(cases.map((golden) => [golden.name, golden] as const))('%s', (name, { folder, files, input }) => {
  it('holds the log, and what is printed', () => {
    expect(files, `write it with "npm run golden:update -- ${folder}"`).toEqual(['expected.txt', 'input.log']);
    expectSameText(printDiagnosis(input), readFileSync(join(folder, 'expected.txt'), 'utf8'), name);
  });

  it.each([
    ['Windows line ends', (line: string) => `${line}\r`],
    ['the time and host of a journal', (line: string) => `Nov 20 10:15:30 host.example kernel: ${line}`],
    ['the time of libvirt', (line: string) => `2026-11-20 10:15:30.123+0000: ${line}`],
    ['colours', (line: string) => `\x1b[1;33m${line}\x1b[0m`],
    ['the level of the kernel', (line: string) => `<4>${line}`],
  ])('says the same with %s', (_, write) => {
    expect(idsOf(input.split('\n').map(write).join('\n'))).toEqual(idsOf(input));
  });
});

describe.each(diagnoses.map((diagnosis) => [diagnosis.id, diagnosis] as const))('%s', (id, diagnosis) => {
  it('has a golden case of its own, which holds no other message', () => {
    const golden = cases.find(({ name }) => name === id);
    expect(golden, `golden/host/diagnose/${id}`).toBeDefined();
    expect(idsOf(golden?.input ?? '')).toEqual([id]);
  });

  it('says everything, and is frozen', () => {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    for (const text of [diagnosis.cause, diagnosis.cure])
      expect(text).toMatch(/^([A-Z]|[a-z]+_|libvirt |pcie_|vfio-pci ).*[^.]$/);
    expect(diagnosis.source).toMatch(/\d|patch/);
    expect(Object.isFrozen(diagnosis)).toBe(true);
  });

  it('has patterns that repeat nothing without a bound', () => {
    for (const { source, flags } of diagnosis.patterns) {
      expect(flags).toBe('');
      expect(source.replace(/\\./g, '').replace(/\[[^\]]*\]/g, '')).not.toMatch(/[*+]|\{\d+,\}/);
    }
  });

  it('names a command that there is', async () => {
    if (diagnosis.prevents === null) return;
    const [ptx, command, ...words] = diagnosis.prevents.replaceAll('ADDRESS', '01:00.0').split(' ');
    expect(ptx).toBe('ptx');
    if (command === 'host') return expect(['inspect', 'groups', 'plan', 'verify']).toContain(words[0]);
    expect(commands.map(({ name }) => name)).toContain(command);
    if (command !== 'transform') return;
    const parsed = parseFlags(words, [
      ...transformCommand.flags,
      ...((await transformCommand.loadStepFlags?.(words)) ?? []),
    ]);
    expect(parsed.operands).toEqual(['DOMAIN.xml']);
    expect((await listRequestedSteps(parsed, processIo())).length).toBe(parsed.given.length);
  });
});

it('knows each message once', () => {
  const ids = diagnoses.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)]);
  expect(new Set(diagnoses.map(({ where }) => where))).toEqual(
    new Set(['kernel', 'systemd', 'qemu', 'libvirt', 'guest']),
  );
});

it('has no golden case that nobody asked for', () => {
  const ids = new Set(diagnoses.map(({ id }) => id));
  const others = cases.map(({ name }) => name).filter((name) => !ids.has(name));
  expect(
    others.every((name) => /^(noop|odd|repeated|journal)-/.test(name)),
    others.join(', '),
  ).toBe(true);
});

describe('diagnoseLog', () => {
  it('counts a message, and tells where it first and last is', () => {
    const log = "x\nAMD-Vi: Unknown option - 'on'\n\nAMD-Vi: Unknown option - 'on'";
    expect(diagnoseLog(log)).toMatchObject({
      schemaVersion: 1,
      lines: 4,
      messages: [{ id: 'amd-iommu-on', count: 2, line: 2, lastLine: 4, addresses: [] }],
    });
  });

  it('collects addresses, and puts the first one into the command', () => {
    const line = (address: string) => `vfio-pci ${address}: BAR 1: can't reserve [mem 0x0-0x1]`;
    const { messages } = diagnoseLog(['0000:0B:00.0', '02:00.1', '0000:0b:00.0', '02:3f.1'].map(line).join('\n'));
    expect(messages).toMatchObject([
      { addresses: ['0000:0b:00.0', '0000:02:00.1'], prevents: 'ptx host plan --device 0000:0b:00.0' },
    ]);
  });

  it('bounds what it keeps of a log', () => {
    const addresses = Array.from({ length: 500 }, (_, index) => `${(index % 256).toString(16).padStart(2, '0')}:00.0`);
    const log = addresses
      .map((address) => `DMAR: [DMA Read] Request device [${address}] ${'x'.repeat(9000)}`)
      .join('\n');
    const [message] = diagnoseLog(log).messages;
    expect([message?.count, message?.addresses.length, message?.text.length]).toEqual([500, 16, 400]);
  });

  it('shows no escape sequence, whatever the line holds', () => {
    const printed = printDiagnosis("\x1b[31mAMD-Vi: \x1b[0mUnknown option - 'on'\x1b]0;title\x07\x9b31m");
    expect(printed).toContain("AMD-Vi: Unknown option - 'on'\\x1b]0;title\\x07\\x9b31m\n");
    expect(printed).not.toMatch(/[^\P{Cc}\n]/u);
  });

  const MIB = 1024 * 1024;
  const heads = diagnoses.flatMap(({ patterns }) =>
    patterns.map(({ source }) => source.replaceAll('\\', '').split(/[[({|?]/, 1)[0] ?? ''),
  );
  it.each([
    ['20 MB in one line', () => 'x'.repeat(20 * MIB)],
    ['20 MB of escape sequences', () => '\x1b['.repeat(10 * MIB)],
    ['20 MB of half escape sequences in lines', () => `${'\x1b[0;'.repeat(1000)}\n`.repeat(5000)],
    ['20 MB of ordinary lines', () => '[   12.345678] usb 1-2: new high-speed USB device number 4\n'.repeat(350_000)],
    ['4 MB of empty lines', () => '\n'.repeat(4 * MIB)],
    ['20 MB of how messages begin', () => `${heads.map((head) => head.repeat(20)).join('')}\n`.repeat(400)],
    [
      '20 MB of one beginning a line',
      () =>
        heads
          .map((head) => `${head.repeat(4000 / (head.length || 1))}\n`)
          .join('')
          .repeat(60),
    ],
    ['20 MB of addresses', () => `DMAR: [DMA Read] Request device [${'01:00.'.repeat(600)}\n`.repeat(5500)],
  ])('reads %s in a few seconds', (_, write) => {
    const log = write();
    const start = performance.now();
    diagnoseLog(log);
    expect(performance.now() - start).toBeLessThan(30_000);
  });
});
