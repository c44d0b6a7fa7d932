import { defineRule } from '../rule.js';

/** The kinds of secrets by which a disk can be reached. */
const SECRET_TYPES = ['iscsi', 'ceph'];

/** Who logs in to reach a disk is said in full. */
export const diskAuthComplete = defineRule({
  name: 'disk-auth-complete',
  summary: 'Who logs in to reach a disk, and with which secret, is said in full',
  about: ['disk/auth', 'disk/source/auth'],
  why: 'libvirt looks the secret up by its type and its UUID or usage. It refuses <auth> without a user, without <secret>, and with one of which it does not know the type, or which one it is.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#hard-drives-floppy-disks-cdroms',
  checked:
    'virStorageAuthDefParse, virSecretLookupParseSecret and virDomainDiskDefValidateSourceChainOne; shown with libvirt 9.0.0 and 11.3',
  messages: {
    username: { text: '<auth> names no user', cure: 'Add username="…"', effect: 'refused' },
    secretMissing: { text: '<auth> has no <secret>', cure: 'Add <secret type="iscsi" usage="…"/>', effect: 'refused' },
    type: { text: 'The secret is of type "{type}"', cure: 'Use type="iscsi" or type="ceph"', effect: 'refused' },
    typeMissing: { text: 'The secret has no type', cure: 'Add type="iscsi" or type="ceph"', effect: 'refused' },
    unnamed: { text: 'The secret has neither UUID nor usage', cure: 'Add usage="…" or uuid="…"', effect: 'refused' },
    twofold: { text: 'The secret has both UUID and usage', cure: 'Remove one of the two', effect: 'refused' },
  },
  check({ devices, report }) {
    for (const disk of devices('disk')) {
      const auth = disk.find('source', 'auth') ?? disk.child('auth');
      if (auth === undefined) continue;
      if ((auth.attribute('username') ?? '') === '') report({ message: 'username', at: auth, part: 'tag' });
      const secret = auth.child('secret');
      if (secret === undefined) {
        report({ message: 'secretMissing', at: auth, part: 'tag' });
        continue;
      }
      const type = secret.attribute('type');
      if (type === undefined) report({ message: 'typeMissing', at: secret, part: 'tag' });
      else if (!SECRET_TYPES.includes(type)) report({ message: 'type', at: secret, part: '@type', data: { type } });
      const names = ['uuid', 'usage'].filter((name) => secret.attribute(name) !== undefined);
      if (names.length === 0) report({ message: 'unnamed', at: secret, part: 'tag' });
      else if (names.length === 2) report({ message: 'twofold', at: secret, part: '@usage' });
    }
  },
});
