import { type Domain, parseDomain } from '../domain/domain.js';
import { type ErrorCode, PtxError } from '../errors.js';
import type { Finding } from '../lint/finding.js';
import { ruleUrl } from '../lint/rule.js';
import { xmlWellFormed } from '../lint/rules/xml-well-formed.js';
import { decodeUtf8 } from './decode-utf8.js';
import { nameInput, readBytes } from './input.js';
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
  let bytes: Uint8Array = new Uint8Array();
  let source: string | undefined;
  try {
    bytes = await readBytes(path, io);
    source = decodeUtf8(bytes);
    return { source, domain: parseDomain(source), findings: [] };
  } catch (error) {
    if (!(error instanceof PtxError)) throw error;
    if (error.code === 'FILE_UNREADABLE') throw await namingFile(nameInput(path), () => Promise.reject(error));
    if (!isNamed && !looksLikeDomain(source ?? decodeLoosely(bytes))) return undefined;
    return { source: source ?? '', domain: undefined, findings: [describeRefusal(error, source?.trim() === '')] };
  }
}

/** True where the first tag is that of a domain, whatever is wrong behind it. */
function looksLikeDomain(source: string): boolean {
  // One piece at a time: a pattern for all of them would try every way to cut the comments.
  const piece = /\s+|<\?[\s\S]*?\?>|<!--[\s\S]*?-->/y;
  let offset = source.startsWith('\uFEFF') ? 1 : 0;
  for (piece.lastIndex = offset; piece.test(source); ) offset = piece.lastIndex;
  return /^<domain[\s>/]/.test(source.slice(offset, offset + 8));
}

/** What can be read of another encoding without knowing it: its ASCII. */
function decodeLoosely(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes.subarray(0, 4096)).replace(/[^\t\n\r -~]/g, '');
}

/** What to do about files of a folder, where a refusal thinks of a pipe. */
const CURES: Partial<Record<ErrorCode, string>> = {
  NOT_A_DOMAIN: 'Leave the file out (--ignore-unknown passes over what is no domain), or put a <domain> into it',
};

function describeRefusal(error: PtxError, isEmpty: boolean): Finding {
  const { code, hint, location = { line: 1, column: 1 } } = error;
  const message = isEmpty ? 'The file is empty' : error.message;
  const { line, column } = location;
  return {
    ruleId: xmlWellFormed.name,
    messageId: 'unreadable',
    message,
    cure: CURES[code] ?? hint ?? 'Correct the file',
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
