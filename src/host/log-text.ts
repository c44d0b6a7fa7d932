import { PtxError } from '../errors.js';

/** How files begin that hold a log in another form (null is any byte), and what makes text of them. */
const PACKED: readonly (readonly [magic: readonly (number | null)[], name: string, hint: string])[] = [
  [[0x1f, 0x8b], 'gzip', 'zcat FILE makes text of it'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'xz', 'xzcat FILE makes text of it'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'zstd', 'zstdcat FILE makes text of it'],
  [[0x42, 0x5a, 0x68], 'bzip2', 'bzcat FILE makes text of it'],
  [[0x4c, 0x50, 0x4b, 0x53, 0x48, 0x48, 0x52, 0x48], 'a journal of systemd', 'journalctl --file FILE makes text of it'],
  [[0xff, 0xfe, null, 0x00], 'UTF-16', 'iconv -f UTF-16 FILE makes text of it'],
  [[0xfe, 0xff, 0x00], 'UTF-16', 'iconv -f UTF-16 FILE makes text of it'],
];

/** Bytes that are looked at. A log that a crash has left may hold a run of zeros. */
const SAMPLE_BYTES = 64 * 1024;
const MOST_STRANGE = 0.3;

/**
 * Read a log as text. What is not UTF-8 is replaced, since the messages are ASCII.
 *
 * @throws PtxError FILE_MALFORMED for an empty log and for what is no text, in which nothing could be found
 */
export function readLogText(bytes: Uint8Array): string {
  if (bytes.length === 0) {
    throw new PtxError('FILE_MALFORMED', 'The log is empty', { hint: 'dmesg and journalctl -k may need root' });
  }
  const packed = PACKED.find(([magic]) => magic.every((byte, index) => byte === null || bytes[index] === byte));
  if (packed !== undefined)
    throw new PtxError('FILE_MALFORMED', `The log is ${packed[1]}, not text`, { hint: packed[2] });
  const text = new TextDecoder().decode(bytes);
  if (!isText(text)) throw new PtxError('FILE_MALFORMED', 'The log is not text');
  return text;
}

/** Zeros at its end are passed over: files of a log grow before they are filled. */
function isText(text: string): boolean {
  const sample = text.slice(0, SAMPLE_BYTES).replace(/\0+$/, '');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what text does not hold
  const strange = sample.match(/[\0-\x08\x0e-\x1a\x1c-\x1f\ufffd]/g)?.length ?? 0;
  return sample !== '' && strange <= sample.length * MOST_STRANGE;
}
