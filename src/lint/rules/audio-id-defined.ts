import { readDecimal } from '../../domain/number.js';
import { defineRule } from '../rule.js';

/** The id of the backend that libvirt makes (qemuDomainDefAddDefaultAudioBackend, 9.0.0). */
const MADE = 1;

/** Sound devices name an audio backend that there is once. */
export const audioIdDefined = defineRule({
  name: 'audio-id-defined',
  summary: 'Sound devices name an audio backend that is there once',
  about: ['audio'],
  why: 'A <sound> device finds its backend on the host by the id of an <audio>. libvirt refuses an id that no backend has, and one that two have.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#audio-backends',
  checked: 'virDomainAudioDefValidate and virDomainEnsureAudioID, libvirt 9.0.0',
  messages: {
    unknown: {
      text: 'There is no <audio> with id {id}',
      cure: 'Add one, or name one that is there',
      effect: 'refused',
    },
    second: { text: 'Another <audio> has id {id} already', cure: 'Give each an id of its own', effect: 'refused' },
  },
  check({ devices, report }) {
    const ids = new Set<number>();
    for (const audio of devices('audio')) {
      const id = readDecimal(audio.attribute('id'));
      if (id === undefined) continue;
      if (ids.has(id)) report({ message: 'second', at: audio, part: '@id', data: { id } });
      ids.add(id);
    }
    // Where there is none, libvirt makes one for most displays, and for none.
    if (ids.size === 0) ids.add(MADE);
    for (const sound of devices('sound')) {
      const audio = sound.child('audio');
      const id = readDecimal(audio?.attribute('id'));
      if (audio === undefined || id === undefined || ids.has(id)) continue;
      report({ message: 'unknown', at: audio, part: '@id', data: { id } });
    }
  },
});
