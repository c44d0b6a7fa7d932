/** Who writes a message: the kernel or systemd of the host, QEMU, libvirt, or what runs in the guest. */
export type DiagnosisSource = 'kernel' | 'systemd' | 'qemu' | 'libvirt' | 'guest';

/** A message of a log that is known, and what it means for passthrough. */
export interface Diagnosis {
  /** Names the state that the message tells of. */
  readonly id: string;
  /**
   * What a line has to hold, all of it. A pattern begins with fixed text and repeats only sets of characters that end
   * where that text could begin again, so that a line is read in time that grows with its length.
   */
  readonly patterns: readonly RegExp[];
  /** What stands on the line behind; it counts where the message itself is not in front of it. */
  readonly behind?: RegExp;
  readonly where: DiagnosisSource;
  readonly cause: string;
  readonly cure: string;
  /** The command of ptx that shows it beforehand, or keeps it from happening; null where none does. */
  readonly prevents: string | null;
  /** Where the message was looked up: program, version and file. */
  readonly source: string;
}

/** A table of messages that come from one side. */
export function tellFrom(where: DiagnosisSource, entries: readonly Omit<Diagnosis, 'where'>[]): readonly Diagnosis[] {
  return entries.map((entry) => Object.freeze({ ...entry, where }));
}
