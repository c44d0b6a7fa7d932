import { closeSync, constants, openSync, readSync } from 'node:fs';

/** The largest record that the kernel hands out. */
const RECORD_LIMIT = 8192;

/**
 * Read what the kernel has said since it started, in the form of dmesg(1); null where that may not be read.
 *
 * @see Documentation/ABI/testing/dev-kmsg of Linux 6.12: one record a read, `6,339,5140900,-;text`
 */
export function readKernelLog(): string | null {
  let log = '';
  let device: number;
  try {
    device = openSync('/dev/kmsg', constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return null;
  }
  try {
    const record = Buffer.alloc(RECORD_LIMIT);
    for (;;) {
      const text = record.toString('utf8', 0, readRecord(device, record));
      const [, micros, message = ''] = /^[0-9]+,[0-9]+,([0-9]+),[^;]*;([^\n]*)/.exec(text) ?? [];
      if (micros !== undefined) log += `[${(Number(micros) / 1e6).toFixed(6).padStart(12)}] ${message}\n`;
    }
  } catch {
    // EAGAIN: that was the last one.
    return log === '' ? null : log;
  } finally {
    closeSync(device);
  }
}

/** EPIPE: records were overwritten before they were read; the next read goes on behind them. */
function readRecord(device: number, record: Buffer): number {
  try {
    return readSync(device, record);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') return readSync(device, record);
    throw error;
  }
}
