/** The line that ends the report of a guest. */
export const REPORT_END = 'END REPORT\r\n';

const REPORT_BEGIN = 'BEGIN REPORT\r\n';

/** What a guest found, one fact a line; `init.c` says what there is. */
export class GuestReport {
  readonly #lines: readonly (readonly string[])[];

  constructor(serial: string) {
    const [, begun = ''] = serial.split(REPORT_BEGIN);
    const [text = ''] = begun.split(REPORT_END);
    this.#lines = text.split('\r\n').map((line) => line.split('\t'));
  }

  /** The fields of all lines of a fact, in the order of the guest. */
  list(fact: string): string[][] {
    return this.#lines.filter(([name]) => name === fact).map(([, ...fields]) => fields);
  }
}
