import { type Domain, parseDomain } from '../domain/domain.js';
import { PtxError } from '../errors.js';
import type { Finding } from '../lint/finding.js';
import { ruleUrl } from '../lint/rule.js';
import { xmlWellFormed } from '../lint/rules/xml-well-formed.js';
import { nameInput, readInput } from './input.js';
import type { Io } from './io.js';
import type { LintInput } from './lint-inputs.js';
import { namingFile } from './report.js';

/** A file as it was read: a domain, or what is wrong with it. */
export interface ReadFile {
  readonly source: string;
  readonly domain: Domain | undefined;
  readonly findings: readonly Finding[];
}

/** Read a domain; what is none is a finding where somebody named the file, and passed over in a folder. */
export async function readForLint({ path, isNamed }: LintInput, io: Io): Promise<ReadFile | undefined> {
  let source = '';
  try {
    source = await readInput(path, io);
    return { source, domain: parseDomain(source), findings: [] };
  } catch (error) {
    if (!(error instanceof PtxError)) throw error;
    if (error.code === 'FILE_UNREADABLE') throw await namingFile(nameInput(path), () => Promise.reject(error));
    if (!isNamed && !looksLikeDomain(source)) return undefined;
    return { source, domain: undefined, findings: [describeRefusal(error)] };
  }
}

/** True where the first tag is that of a domain, whatever is wrong behind it. */
function looksLikeDomain(source: string): boolean {
  return /^\uFEFF?(?:\s|<\?[\s\S]*?\?>|<!--[\s\S]*?-->)*<domain[\s>/]/.test(source);
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
