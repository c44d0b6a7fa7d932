import { addDevice, listDevices } from '../domain/devices.js';
import type { DomainDraft } from '../domain/domain-draft.js';
import { readNumber } from '../domain/number.js';
import { type QemuOption, type QemuProperties, readQemuBoolean } from '../domain/qemu-option.js';
import { type Markup, markup } from '../xml/fragment.js';
import { type Judge, mentionOf, REASON, readKind, unknownProperty } from './modernize-qemu-arguments-judge.js';
import { PLACE_PROPERTIES, readPlace } from './modernize-qemu-arguments-place.js';

const MODELS: Readonly<Record<string, string>> = { 'ich9-intel-hda': 'ich9', 'intel-hda': 'ich6' };
const CODEC = /^hda-(duplex|micro|output)$/;
const CARD = /^(ich9-)?intel-hda$/;

/** `-audiodev`, `-device ich9-intel-hda` and its codecs become `<sound>` and `<audio>`, together. */
export const audio: Judge = (draft, option, options) => {
  if (option.name === 'audiodev' || readKind(option, 'device', 'driver', CODEC) !== undefined) {
    const hasCard = options.some((each) => readKind(each, 'device', 'driver', CARD) !== undefined);
    return hasCard
      ? 'It goes with the HDA controller, which stays'
      : 'No HDA controller among the arguments takes it along';
  }
  const card = readKind(option, 'device', 'driver', CARD);
  if (card === undefined) return undefined;
  const codecs = readAll(options, (each) => readKind(each, 'device', 'driver', CODEC));
  const backends = readAll(options, (each) => readKind(each, 'audiodev', 'driver', /./));
  const others = options.filter((each) => each !== option && !codecs.has(each) && !backends.has(each));
  const isOnlyCard = others.every((each) => readKind(each, 'device', 'driver', CARD) === undefined);
  const sounds = listDevices(draft, 'sound');
  if (!isOnlyCard || sounds.some((sound) => /^ich[69]$/.test(sound.attribute('model') ?? ''))) {
    return 'There is more than one HDA controller, and codecs do not say whose they are';
  }
  const reason = codecReason(card, codecs) ?? mentionOf(card.get('id'), others);
  if (reason !== undefined) return reason;
  const backend = backends.entries().next().value;
  const element = backend === undefined ? undefined : readBackend(draft, backend[1]);
  if (backends.size > 1) return 'More than one -audiodev is there';
  if (typeof element === 'string') return element;
  const id = backend?.[1].get('id');
  if ([...codecs.values()].some((codec) => codec.get('audiodev') !== id))
    return 'Its codecs do not all use one -audiodev';
  const mention = mentionOf(id, others);
  if (mention !== undefined) return mention;
  const audios = listDevices(draft, 'audio');
  if (element !== undefined && audios.length === 0 && sounds.length > 0) {
    return 'The <sound> that is there would come to use the same <audio>';
  }
  if (element === undefined && audios.length > 1) {
    return 'Its codecs name no -audiodev, and there is more than one <audio>';
  }
  const place = readPlace(draft, card);
  if (typeof place === 'string') return place;
  const sound = markup('sound', { model: MODELS[card.get('driver') ?? ''] }, [
    ...[...codecs.values()].map((codec) => markup('codec', { type: codec.get('driver')?.slice('hda-'.length) })),
    ...(element === undefined ? [] : [markup('audio', { id: element.attributes.id })]),
    ...place,
  ]);
  return {
    also: [...codecs.keys(), ...backends.keys()],
    apply() {
      addDevice(draft, sound, REASON);
      if (element !== undefined) addDevice(draft, element, REASON);
    },
  };
};

function readAll(
  options: readonly QemuOption[],
  read: (option: QemuOption) => QemuProperties | undefined,
): Map<QemuOption, QemuProperties> {
  return new Map(
    options.flatMap((option): [QemuOption, QemuProperties][] => {
      const properties = read(option);
      return properties === undefined ? [] : [[option, properties]];
    }),
  );
}

function codecReason(card: QemuProperties, codecs: ReadonlyMap<QemuOption, QemuProperties>): string | undefined {
  if (codecs.size === 0) return 'It has no codec, and libvirt would add one';
  const unknown = unknownProperty(card, ['driver', 'id', ...PLACE_PROPERTIES]);
  if (unknown !== undefined) return unknown;
  for (const codec of codecs.values()) {
    const reason = unknownProperty(codec, ['driver', 'id', 'bus', 'audiodev']);
    if (reason !== undefined) return reason;
    const bus = codec.get('bus');
    if (bus !== undefined && bus !== `${card.get('id')}.0` && !(card.get('id') === undefined && bus === 'hda.0')) {
      return `A codec sits on bus "${bus}"`;
    }
  }
  return undefined;
}

const DRIVERS: Readonly<Record<string, string>> = {
  pa: 'pulseaudio',
  alsa: 'alsa',
  jack: 'jack',
  sdl: 'sdl',
  none: 'none',
};
/** What libvirt has attributes for in `<input>` and `<output>`, by QEMU's name behind `in.` and `out.`. */
const STREAM: Readonly<Record<string, string>> = { 'mixing-engine': 'mixingEngine', 'buffer-length': 'bufferLength' };
const PULSE_STREAM: Readonly<Record<string, string>> = { ...STREAM, name: 'name', latency: 'latency' };

function readBackend(draft: DomainDraft, properties: QemuProperties): Markup | string {
  const driver = properties.get('driver') ?? '';
  const type = DRIVERS[driver];
  if (type === undefined) return `Audio driver "${driver}" is none that ptx knows an <audio> for`;
  const streams: Record<string, Record<string, string>> = {};
  let serverName: string | undefined;
  for (const [key, value] of properties) {
    if (key === 'driver' || key === 'id') continue;
    const [, direction = '', name = ''] = /^(in|out)\.(.+)$/.exec(key) ?? [];
    const attribute = (driver === 'pa' ? PULSE_STREAM : STREAM)[name];
    if (key === 'server' && driver === 'pa') serverName = value;
    else if (attribute === undefined) return `libvirt has no attribute for "${key}" that ptx knows`;
    else streams[direction] = { ...streams[direction], [attribute]: streamValue(attribute, value) };
  }
  const children = [
    ...(streams.in === undefined ? [] : [markup('input', streams.in)]),
    ...(streams.out === undefined ? [] : [markup('output', streams.out)]),
  ];
  const ids = listDevices(draft, 'audio').flatMap((each) => readNumber(each.attribute('id')) ?? []);
  return markup('audio', { id: String(Math.max(0, ...ids) + 1), type, serverName }, children);
}

function streamValue(attribute: string, value: string): string {
  return attribute === 'mixingEngine' ? (readQemuBoolean(value) === false ? 'no' : 'yes') : value;
}
