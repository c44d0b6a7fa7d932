/** A piece of a text that is imported. */
export interface ImportSource {
  /** Line of the text, counted from 1. */
  readonly line: number;
  /** The setting or the option on it; what a password says is left out. */
  readonly text: string;
}

/** A piece that no step came of, and why. */
export interface ImportRemark extends ImportSource {
  /** One clause without a full stop. */
  readonly reason: string;
}

/** A step as a steps file holds it, and what it came from. */
export interface ImportedStep {
  /** Name of the transform. */
  readonly transform: string;
  /** Its options, checked by the transform. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly from: readonly ImportSource[];
}

/** What came of a text: every setting of it is the origin of a step, or is among `unmapped` or `notes`. */
export interface Imported {
  /** In the order in which they are to be applied. */
  readonly steps: readonly ImportedStep[];
  /** What no step says, and what could not be read: to be done by hand where it matters. */
  readonly unmapped: readonly ImportRemark[];
  /** What needs no step, and what there is to know about a step. */
  readonly notes: readonly ImportRemark[];
}

/** What the text does not say. */
export interface ImportOptions {
  /** The functions of cards that are passed as a whole, such as `{ '01:00': '0-1' }`. */
  readonly functions?: Readonly<Record<string, string>>;
}
