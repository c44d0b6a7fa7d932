import { type ErrorCode, PtxError } from '../../errors.js';

/** Tell the reason of an error of the system without the system call. */
export function reasonOf(error: unknown): string {
  return (error as Error).message.replace(/^[A-Z][A-Z0-9]+: /, '').replace(/, \w+( '.*')?$/s, '');
}

/** Turn an error of the system into a refusal that tells its reason, and keeps it as cause. */
export function systemError(code: ErrorCode, message: string, error: unknown): PtxError {
  return new PtxError(code, `${message}: ${reasonOf(error)}`, { cause: error });
}

/** True where the system says that something is not there, or that nothing can have such a name. */
export function isAbsent(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG';
}
