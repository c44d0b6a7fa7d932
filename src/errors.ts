/** A place in a document: both counted from 1, the column in UTF-16 code units as editors count it. */
export interface Location {
  readonly line: number;
  readonly column: number;
}

/**
 * Every reason for which ptx refuses. The set is closed: a refusal carries exactly one of these codes,
 * and `docs/errors.md` says what to do about each.
 */
export type ErrorCode =
  | 'XML_NOT_WELL_FORMED'
  | 'XML_DOCTYPE_REFUSED'
  | 'XML_ENCODING_UNSUPPORTED'
  | 'XML_VERSION_UNSUPPORTED'
  | 'XML_TOO_DEEP'
  | 'NOT_A_DOMAIN'
  | 'DOMAIN_UNSUPPORTED'
  | 'METHODS_EXCLUSIVE'
  | 'CONFLICT'
  | 'OPTION_INVALID'
  | 'TARGET_NOT_FOUND'
  | 'TARGET_AMBIGUOUS'
  | 'FORMAT_UNSUITED'
  | 'FILE_MALFORMED'
  | 'ROM_MALFORMED'
  | 'USAGE'
  | 'FILE_UNREADABLE'
  | 'FILE_TOO_LARGE'
  | 'FILE_UNWRITABLE'
  | 'PLAN_BLOCKED'
  | 'PLAN_STALE'
  | 'APPLY_FAILED'
  | 'APPLY_UNFINISHED'
  | 'HOST_LOCKED'
  | 'RECORD_INVALID'
  | 'RECORD_STALE'
  | 'ROLLBACK_FAILED'
  | 'BIND_FAILED'
  | 'ROM_UNREADABLE'
  | 'LIBVIRT_FAILED'
  | 'LINT_REFUSED'
  | 'DOMAIN_CHANGED'
  | 'DOMAIN_LOCKED'
  | 'DEFINE_UNVERIFIED';

/** What is known about a refusal beyond its code and message. */
export interface ErrorDetails {
  /** Where in the input the cause stands. */
  readonly location?: Location | undefined;
  /** XPath of the element at fault. */
  readonly path?: string | undefined;
  /** Name of the transform that refused. */
  readonly step?: string | undefined;
  /** Dotted name of the option at fault, such as `rom.file`; absent where several do not go together. */
  readonly option?: string | undefined;
  /** What to do about it, one sentence. */
  readonly hint?: string | undefined;
  /** The error of the system or of a library that led to it. */
  readonly cause?: unknown;
}

/** The one error that ptx throws on purpose; anything else that escapes is a bug. */
export class PtxError extends Error {
  override readonly name = 'PtxError';
  readonly code: ErrorCode;
  readonly location: Location | undefined;
  readonly path: string | undefined;
  readonly step: string | undefined;
  readonly option: string | undefined;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.location = details.location;
    this.path = details.path;
    this.step = details.step;
    this.option = details.option;
    this.hint = details.hint;
  }

  /** @internal Return the same error with the fields that were still unknown filled in. */
  with(details: ErrorDetails): PtxError {
    return new PtxError(this.code, this.message, {
      location: this.location ?? details.location,
      path: this.path ?? details.path,
      step: this.step ?? details.step,
      option: this.option ?? details.option,
      hint: this.hint ?? details.hint,
      cause: this.cause ?? details.cause,
    });
  }
}
