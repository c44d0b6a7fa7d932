import type { XmlElement } from '../../xml/node.js';
import { defineRule } from '../rule.js';

/** Addresses that stand for every interface of the host. */
const EVERYWHERE = /^(0\.0\.0\.0|\[?::\]?|\*)$/;

/** No screen is open to everybody who reaches the host. */
export const graphicsListenGuarded = defineRule({
  name: 'graphics-listen-guarded',
  summary: 'No screen of the guest is open to the whole network',
  about: ['graphics'],
  why: 'On 0.0.0.0 or :: whoever reaches the host over any network gets the screen and keyboard of the guest. A password helps little with VNC, which looks at eight characters of it and encrypts nothing of what follows.',
  class: 'unsafe',
  severity: 'warning',
  source: 'https://libvirt.org/formatdomain.html#graphical-framebuffers',
  checked: 'virDomainGraphicsListensParseXML, libvirt 9.0.0',
  messages: {
    open: {
      text: 'The {type} screen listens on every address of the host, and asks for no password in this file',
      cure: 'Listen on 127.0.0.1, and reach it through SSH',
      effect: 'runs',
    },
    password: {
      text: 'The {type} screen listens on every address of the host',
      cure: 'Listen on 127.0.0.1, and reach it through SSH',
      effect: 'runs',
      severity: 'info',
    },
  },
  check({ devices, report }) {
    for (const graphics of devices('graphics')) {
      const type = graphics.attribute('type') ?? '';
      const place = /^(vnc|spice)$/.test(type) ? findOpen(graphics) : undefined;
      if (place === undefined) continue;
      const message = graphics.attribute('passwd') ? 'password' : 'open';
      report({ message, ...place, data: { type: type.toUpperCase() } });
    }
  },
});

function findOpen(graphics: XmlElement): { at: XmlElement; part: '@listen' | '@address' } | undefined {
  const listens = graphics.childrenNamed('listen').filter((listen) => listen.attribute('type') === 'address');
  const open = listens.find((listen) => EVERYWHERE.test(listen.attribute('address') ?? ''));
  if (open !== undefined) return { at: open, part: '@address' };
  return EVERYWHERE.test(graphics.attribute('listen') ?? '') ? { at: graphics, part: '@listen' } : undefined;
}
