import { defineRule } from '../rule.js';

/** A display that listens on a network of libvirt names it. */
export const graphicsListenNetwork = defineRule({
  name: 'graphics-listen-network',
  summary: 'A display that listens on a network of libvirt names it, and no other names one',
  about: ['graphics/listen'],
  why: 'libvirt takes the address of a display from one of its networks, which it has to be told. It refuses <listen type="network"> without one, and a network beside any other type.',
  class: 'breaks',
  severity: 'error',
  source: 'https://libvirt.org/formatdomain.html#graphical-framebuffers',
  checked:
    'virDomainGraphicsListenDefParseXML and virDomainGraphicsDefListensValidate; shown with libvirt 9.0.0 and 11.3',
  messages: {
    missing: {
      text: 'The display listens on a network, and none is named',
      cure: 'Add network="default", or use type="address"',
      effect: 'refused',
    },
    needless: {
      text: 'A network is named, and the type of <listen> is "{type}"',
      cure: 'Use type="network", or remove the attribute',
      effect: 'refused',
    },
  },
  check({ devices, report }) {
    for (const listen of devices('graphics').flatMap((graphics) => graphics.childrenNamed('listen'))) {
      const type = listen.attribute('type');
      const network = listen.attribute('network') ?? '';
      if (type === 'network' && network === '') report({ message: 'missing', at: listen, part: 'tag' });
      else if (type !== undefined && type !== 'network' && network !== '')
        report({ message: 'needless', at: listen, part: '@network', data: { type } });
    }
  },
});
