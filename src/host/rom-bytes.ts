/** Bytes that are read at any offset without going astray: what lies outside of them is undefined. */
export class RomBytes {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get length(): number {
    return this.#bytes.length;
  }

  /** True where that many bytes lie at the offset. */
  has(offset: number, length: number): boolean {
    return offset >= 0 && offset + length <= this.length;
  }

  /** One byte. */
  u8(offset: number): number | undefined {
    return this.#bytes[offset];
  }

  /** Two bytes, the low one first. */
  u16(offset: number): number | undefined {
    return this.has(offset, 2) ? this.#view.getUint16(offset, true) : undefined;
  }

  /** Four bytes, the low one first. */
  u32(offset: number): number | undefined {
    return this.has(offset, 4) ? this.#view.getUint32(offset, true) : undefined;
  }

  /** True where the text, one byte a character, lies at the offset. */
  isText(offset: number, text: string): boolean {
    return [...text].every((letter, index) => this.u8(offset + index) === letter.charCodeAt(0));
  }

  /** The sum of bytes modulo 256. */
  sum(offset: number, length: number): number {
    let sum = 0;
    for (let at = offset; at < offset + length; at += 1) sum = (sum + (this.#bytes[at] ?? 0)) & 0xff;
    return sum;
  }

  /** True where all bytes from one offset up to another are the same as the first one, and it is 0x00 or 0xff. */
  isBlank(from: number, to: number): boolean {
    const filler = this.u8(from);
    if (filler !== 0 && filler !== 0xff) return false;
    for (let at = from; at < to; at += 1) if (this.#bytes[at] !== filler) return false;
    return true;
  }
}

/** Write an id in the digits of lspci: `10de`. */
export function hexDigits(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
