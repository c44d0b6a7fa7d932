import { parseDomain } from '../../domain/domain.js';
import { PtxError } from '../../errors.js';
import type { Finding, Severity } from '../../lint/finding.js';
import { hasFindings, type LintedFile, SEVERITIES } from '../../lint/report.js';
import { formatLintJson } from '../../lint/reporters/json.js';
import { formatLintText } from '../../lint/reporters/text.js';
import { ruleUrl } from '../../lint/rule.js';
import { xmlWellFormed } from '../../lint/rules/xml-well-formed.js';
import { runLint } from '../../lint/run.js';
import { type LintPlan, planLint } from '../../lint/settings.js';
import { COLOR_FLAG, isStdoutColored, painter, readColorChoice } from '../color.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { type Flag, FORMAT_FLAG, flagArgument, type ParsedFlags, usageError, wantsJson } from '../flags.js';
import { nameInput, readInput, STANDARD_STREAM } from '../input.js';
import type { Io } from '../io.js';

const FAIL_ON_FLAG: Flag = {
  name: 'fail-on',
  argument: 'SEVERITY',
  choices: SEVERITIES,
  summary: 'Exit 1 where something weighs as much as error (the default), warning or info',
};

/** `ptx lint`: what will not work in domains. */
export const lintCommand: Command = {
  usage: '[FILE…|-] [FLAGS]',
  description: [
    'Look for what will not work in domains: what libvirt refuses or drops in silence, devices that the guest will not get or drivers that will not load, and what is slow or unsafe. Each finding names its place, its cause and its cure.',
    'Exit codes: 0 nothing that weighs enough, 1 findings, 2 usage, 3 failure.',
  ],
  examples: ['ptx lint win10.xml', 'virsh dumpxml --inactive win10 | ptx lint --fail-on=warning'],
  flags: [FAIL_ON_FLAG, FORMAT_FLAG, COLOR_FLAG],
  run,
};

async function run(parsed: ParsedFlags, io: Io): Promise<number> {
  const inputs = parsed.operands.length === 0 ? [STANDARD_STREAM] : parsed.operands;
  if (parsed.operands.length === 0 && io.isStdinTerminal) {
    throw usageError('Expected a FILE or a domain on standard input', 'Name a FILE, or "-" to type one');
  }
  const plan = planLint({});
  const files: LintedFile[] = [];
  for (const input of inputs) files.push(await lintInput(input, plan, io));
  await io.writeStdout(
    wantsJson(parsed)
      ? formatLintJson(files)
      : formatLintText(files, painter(isStdoutColored(readColorChoice(parsed), io))),
  );
  const least = (flagArgument(parsed, FAIL_ON_FLAG.name) ?? 'error') as Severity;
  return hasFindings(files, least) ? EXIT.findings : EXIT.ok;
}

/** What is no domain is a finding, so that a run over many files goes on. */
async function lintInput(input: string, plan: LintPlan, io: Io): Promise<LintedFile> {
  const path = nameInput(input);
  let source = '';
  try {
    source = await readInput(input, io);
    return { path, source, findings: runLint(parseDomain(source), plan) };
  } catch (error) {
    if (!(error instanceof PtxError) || error.code === 'FILE_UNREADABLE') throw error;
    return { path, source, findings: [describeRefusal(error)] };
  }
}

function describeRefusal({ message, hint, location = { line: 1, column: 1 } }: PtxError): Finding {
  const { line, column } = location;
  return {
    ruleId: xmlWellFormed.name,
    messageId: 'unreadable',
    message,
    cure: hint ?? 'Correct the file',
    severity: xmlWellFormed.severity,
    line,
    column,
    endLine: line,
    endColumn: column + 1,
    path: '/',
    url: ruleUrl(xmlWellFormed.name),
    fixable: false,
  };
}
