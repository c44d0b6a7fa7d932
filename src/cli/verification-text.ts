import { oneLine } from '../domain/one-line.js';
import type { HostVerification, VerifiedDevice } from '../host/verify.js';
import type { Paint } from './color.js';
import { row } from './layout.js';

const WIDTH = 100;

/** Say for people which devices are reserved for guests, since when, and why others are not. */
export function formatVerification({ isReady, devices, rootMountedAt }: HostVerification, paint: Paint): string {
  const lines = devices.map((device) => formatDevice(device, rootMountedAt, paint));
  const isLeft = devices.some((device) => device.isManaged);
  const ready = isLeft
    ? 'Ready: libvirt gives what is not reserved to vfio-pci when its guest starts.'
    : 'Ready: all of it is reserved for guests.';
  const end = isReady ? ready : 'Not ready.';
  return `${lines.join('')}\n${paint(isReady ? 'title' : 'note', end)}\n`;
}

function formatDevice(device: VerifiedDevice, rootMountedAt: number | null, paint: Paint): string {
  const { address, driver, problems, isReserved, isManaged } = device;
  const state = `${driver ?? 'no driver'}${formatTimes(device, rootMountedAt)}`;
  const isFine = isReserved || (isManaged && problems.length === 0);
  const head = `${paint(isFine ? 'host' : 'note', address)} ${oneLine(state)}\n`;
  const left = `A virtual function: libvirt binds it where its hostdev says managed='yes'; "ptx host bind ${address}" does so now`;
  const body = problems.flatMap(({ message, next }) => [
    row('', oneLine(message), 2, WIDTH),
    row('', `Next: ${oneLine(next)}`, 4, WIDTH),
  ]);
  return `${head}${isManaged ? row('', left, 2, WIDTH) : ''}${body.join('')}`;
}

function formatTimes({ reservedAt, nativeAt, isReserved }: VerifiedDevice, rootMountedAt: number | null): string {
  const parts: string[] = [];
  if (isReserved && reservedAt !== null) {
    const isEarly = rootMountedAt !== null && reservedAt < rootMountedAt;
    parts.push(`since ${reservedAt.toFixed(1)} s${isEarly ? ', before the root file system was there' : ''}`);
  }
  if (nativeAt !== null) parts.push(`another driver spoke of it at ${nativeAt.toFixed(1)} s`);
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
}
