/** The first 32 bits of the fractions of the cube roots of the first 64 primes. */
const ROUND = primes(64).map((prime) => fraction(Math.cbrt(prime)));

/** The same of the square roots of the first 8. */
const START = primes(8).map((prime) => fraction(Math.sqrt(prime)));

/**
 * Digest of a text as UTF-8, in hexadecimal. Here because the library runs where there is no `node:crypto`, and what
 * browsers have is asynchronous.
 *
 * @see FIPS 180-4, section 6.2
 */
export function sha256(text: string): string {
  const message = pad(new TextEncoder().encode(text));
  const view = new DataView(message.buffer);
  const hash = [...START];
  for (let offset = 0; offset < message.length; offset += 64) addBlock(hash, view, offset);
  return hash.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

function addBlock(hash: number[], view: DataView, offset: number): void {
  const words = new Int32Array(64);
  for (let index = 0; index < 16; index += 1) words[index] = view.getInt32(offset + index * 4);
  for (let index = 16; index < 64; index += 1) {
    const [far, near] = [at(words, index - 15), at(words, index - 2)];
    const small = rotate(far, 7) ^ rotate(far, 18) ^ (far >>> 3);
    const large = rotate(near, 17) ^ rotate(near, 19) ^ (near >>> 10);
    words[index] = at(words, index - 16) + small + at(words, index - 7) + large;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash;
  for (let index = 0; index < 64; index += 1) {
    const choice = (e & f) ^ (~e & g);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const one = h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + choice + at(ROUND, index) + at(words, index);
    const two = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + majority;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) hash[index] = (at(hash, index) + word) | 0;
}

/** A one bit, zeros, and the length in bits, so that whole blocks of 64 bytes result. */
function pad(bytes: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(padded.length - 4, bytes.length * 8);
  return padded;
}

function rotate(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

function at(words: ArrayLike<number>, index: number): number {
  return words[index] ?? 0;
}

function fraction(root: number): number {
  return Math.floor((root - Math.floor(root)) * 2 ** 32) | 0;
}

function primes(count: number): number[] {
  const found: number[] = [];
  for (let number = 2; found.length < count; number += 1) {
    if (found.every((prime) => number % prime !== 0)) found.push(number);
  }
  return found;
}
