import type { Warning } from '../domain/domain-draft.js';
import { oneLine } from '../domain/one-line.js';
import { type ErrorCode, PtxError } from '../errors.js';
import { EXIT } from './exit-codes.js';
import type { Io } from './io.js';

const USAGE_CODES: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['USAGE', 'OPTION_INVALID']);

/** A refusal together with the file that it is about. */
class FileError extends Error {
  override readonly name = 'FileError';
  readonly file: string;
  readonly refusal: PtxError;
  readonly isUsage: boolean;

  constructor(file: string, refusal: PtxError, isUsage = USAGE_CODES.has(refusal.code)) {
    super(refusal.message);
    this.file = file;
    this.refusal = refusal;
    this.isUsage = isUsage;
  }
}

/** Run an action so that the report of its refusal names the file. */
export async function namingFile<Result>(file: string, action: () => Promise<Result> | Result): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    throw error instanceof PtxError ? new FileError(file, error) : error;
  }
}

/** The same for a file that says how to run: whatever is wrong with it, the command line does not fit. */
export async function namingConfiguration<Result>(file: string, action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    throw error instanceof PtxError ? new FileError(file, error, true) : error;
  }
}

/** Write an error to stderr: `ptx: FILE:LINE:COLUMN: CODE: message`, and a hint below. Returns the exit code. */
export function reportError(error: unknown, io: Io): number {
  const refusal = error instanceof FileError ? error.refusal : error;
  if (!(refusal instanceof PtxError)) return reportBug(error, io);
  const location = refusal.location === undefined ? [] : [refusal.location.line, refusal.location.column];
  const place = error instanceof FileError ? [error.file, ...location].join(':') : undefined;
  const step = refusal.step === undefined ? '' : ` (step ${refusal.step})`;
  const line = ['ptx', place, refusal.code, refusal.message].filter((part) => part !== undefined).join(': ');
  const hint = refusal.hint === undefined ? '' : `  ${oneLine(refusal.hint)}\n`;
  io.writeStderr(`${oneLine(line)}${step}\n${hint}`);
  const isUsage = error instanceof FileError ? error.isUsage : USAGE_CODES.has(refusal.code);
  return isUsage ? EXIT.usage : EXIT.failure;
}

/** Write warnings to stderr, one line each. */
export function reportWarnings(warnings: readonly Warning[], io: Io): void {
  for (const { step, message, path } of warnings) {
    io.writeStderr(`${oneLine(`ptx: warning: ${step}: ${message}${path === undefined ? '' : ` (${path})`}`)}\n`);
  }
}

function reportBug(error: unknown, io: Io): number {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const stack = error instanceof Error && io.env.PTX_DEBUG === '1' ? `${error.stack}\n` : '';
  io.writeStderr(`${oneLine(`ptx: unexpected ${what}; please report it (PTX_DEBUG=1 shows the stack)`)}\n${stack}`);
  return EXIT.failure;
}
