import { addDevice, listDevices } from '../domain/devices.js';
import { isPowerOfTwo } from '../domain/number.js';
import { readQemuBoolean, readQemuSize } from '../domain/qemu-option.js';
import { markup } from '../xml/fragment.js';
import { type Judge, mentionOf, REASON, readKind, unknownProperty } from './modernize-qemu-arguments-judge.js';
import { PLACE_PROPERTIES, readPlace } from './modernize-qemu-arguments-place.js';

const DEVICE = ['driver', 'id', 'memdev', ...PLACE_PROPERTIES];
const BACKEND = ['qom-type', 'id', 'mem-path', 'size', 'share'];
const MIB = 1024 * 1024;

/** `-device ivshmem-plain` with its file below `/dev/shm` becomes `<shmem>`. */
export const ivshmem: Judge = (draft, option, options) => {
  const isBackend = readKind(option, 'object', 'qom-type', /^memory-backend-file$/);
  if (isBackend !== undefined) return backendReason(isBackend.get('mem-path') ?? '');
  const device = readKind(option, 'device', 'driver', /^ivshmem-plain$/);
  if (device === undefined) return undefined;
  const memdev = device.get('memdev');
  const found = options
    .map((each) => ({ backend: each, properties: readKind(each, 'object', 'qom-type', /^memory-backend-file$/) }))
    .find(({ properties }) => memdev !== undefined && properties?.get('id') === memdev);
  if (found?.properties === undefined) return 'Its memory is no file that another argument names';
  const { backend, properties } = found;
  const others = options.filter((other) => other !== option && other !== backend);
  const path = properties.get('mem-path') ?? '';
  const name = /^\/dev\/shm\/+([^/]+)$/.exec(path)?.[1];
  if (name === undefined || name === '.' || name === '..') return backendReason(path);
  const size = readQemuSize(properties.get('size')) ?? 0;
  if (size < MIB || !isPowerOfTwo(size)) return 'libvirt takes sizes from 1 MiB that are a power of two';
  if (readQemuBoolean(properties.get('share')) !== true) return 'libvirt always shares the memory, "share" is not on';
  const reason =
    unknownProperty(device, DEVICE) ??
    unknownProperty(properties, BACKEND) ??
    mentionOf(device.get('id'), others) ??
    mentionOf(memdev, others);
  if (reason !== undefined) return reason;
  if (listDevices(draft, 'shmem').some((each) => each.attribute('name') === name)) {
    return `There is a <shmem> "${name}" already`;
  }
  const place = readPlace(draft, device);
  if (typeof place === 'string') return place;
  const children = [
    markup('model', { type: 'ivshmem-plain' }),
    markup('size', { unit: 'M' }, String(size / MIB)),
    ...place,
  ];
  return { also: [backend], apply: () => void addDevice(draft, markup('shmem', { name }, children), REASON) };
};

function backendReason(path: string): string {
  return path.startsWith('/dev/shm/')
    ? 'No <shmem> can stand for it as it is used'
    : `<shmem> is always a file directly below "/dev/shm", "${path}" is none`;
}
