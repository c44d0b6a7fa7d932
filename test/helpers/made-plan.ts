import fc from 'fast-check';
import type { HostAction, WriteFile } from '../../src/host/action.js';
import type { HostPlan } from '../../src/host/plan.js';
import { parseHostRequest } from '../../src/host/request.js';
import { sha256 } from '../../src/host/sha256.js';

/** Make a plan of actions that no planner would think of. */
export function makePlan(
  actions: readonly HostAction[],
  configuration: Partial<HostPlan['configuration']> = {},
): HostPlan {
  return {
    schemaVersion: 1,
    hostFingerprint: `sha256:${'0'.repeat(64)}`,
    hostFacts: {},
    request: parseHostRequest({ devices: ['01:00.0'] }),
    passthroughSet: ['0000:01:00.0'],
    companions: [],
    ids: ['10de:1c03'],
    verdict: 'isolated',
    blockers: [],
    findings: [],
    configuration: {
      kernelArguments: [],
      modprobe: [],
      initramfsModules: [],
      modules: [],
      udevRules: [],
      fileLines: [],
      ...configuration,
    },
    actions: [...actions],
    requiresReboot: true,
  };
}

/** Write a file that was not there, or that held another text. */
export function makeFile(path: string, content: string, before: string | null = null, mode = '0644'): WriteFile {
  return {
    kind: 'write-file',
    path,
    content,
    mode,
    lines: [],
    reason: 'The test wants it',
    precondition: before === null ? { kind: 'absent' } : { kind: 'unchanged', sha256: sha256(before) },
    undo: before === null ? { kind: 'remove-file', path } : { kind: 'write-file', path, content: before, mode },
  };
}

/** What shells, templates and readers of YAML stumble over. */
// biome-ignore-start lint/suspicious/noTemplateCurlyInString: shells expand it
const PIECES = [
  ...['"', "'", "''", '\\', '$', '$(id)', '`id`', '${x}', '$$', '%', '%s', '#', '!', '&', '*', '-', ': ', '? '],
  ...['\n', '\n\n', '\r\n', '\r', '\t', ' ', '\n ', '\n\t', '\0', '\x07', '\x1b[0m', '\x7f', '\x85', '\xa0', '\u2028'],
  ...[
    'PTX_END',
    '\nPTX_END\n',
    '\nPTX_ENDЁ',
    '\nPü\nQЁ',
    'EOF\n',
    ')"',
    '{{ x }}',
    '{% raw %}',
    '{#',
    '[1]',
    '{"a": 1}',
    '---\n',
  ],
  ...['\nyes\n', '0644', 'ü', '\u0401', '日本', '😀', '\ufeff', '\ufffe', '\ufffd', '\ud7ff', '\u{10ffff}'],
];
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: shells expand it

/** Texts of files that are hard to hand over; with and without a newline at their end. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 4 }), fc.string({ maxLength: 12 })),
    {
      maxLength: 12,
    },
  )
  .map((pieces) => pieces.join(''));

/** A number of files with hostile texts; half of them are there already, with another. */
export const hostileFiles = (count: number): fc.Arbitrary<WriteFile[]> =>
  fc
    .array(
      fc.record({
        content: hostileText,
        before: fc.option(hostileText),
        mode: fc.constantFrom('0644', '0600', '0755'),
      }),
      { minLength: count, maxLength: count },
    )
    .map((files) =>
      files.map(({ content, before, mode }, index) =>
        makeFile(`/etc/hostile.d/${index}`, content, before === content ? null : before, mode),
      ),
    );
