import { type Domain, fixDomain, fixFinding, type HostFacts, lintDomain, parseDomain } from 'libvirt-ptx';
import { listCatalog } from './catalog.js';
import { placeFindings } from './place-findings.js';
import type { Message, RequestKind, Requests } from './protocol.js';
import { transform } from './transform.js';

type Handlers = {
  readonly [Kind in RequestKind]: (
    ask: Requests[Kind]['ask'],
  ) => Requests[Kind]['answer'] | Promise<Requests[Kind]['answer']>;
};

/** The host whose snapshot was read last. */
let host: HostFacts | undefined;

/** The document that was read last: it is linted and transformed in turn. */
let last: Domain | undefined;

function read(xml: string): Domain {
  if (last?.xml !== xml) last = parseDomain(xml);
  return last;
}

const handlers: Handlers = {
  catalog: listCatalog,
  async host({ text }) {
    const { readHostPicture } = await import('./host-picture.js');
    const { picture, snapshot } = readHostPicture(text);
    host = snapshot;
    return picture;
  },
  forgetHost() {
    host = undefined;
    return null;
  },
  lint: ({ xml, target }) => placeFindings(xml, lintDomain(read(xml), { target, host })),
  fix({ xml, target, finding }) {
    const options = { target, host };
    const fixed = finding === undefined ? fixDomain(read(xml), options) : fixFinding(read(xml), finding, options);
    return { xml: fixed.domain.xml, changes: fixed.changes };
  },
  transform: ({ xml, list, options }) => transform(read(xml), list, { host, ...options }),
  async write({ list, ...surroundings }) {
    const { formatCommand, formatSteps } = await import('./write.js');
    return { stepsFile: formatSteps(list), command: formatCommand(list, surroundings) };
  },
};

/** Do what a message asks for. */
export async function answer(message: Message): Promise<unknown> {
  return (handlers[message.kind] as (ask: Message) => unknown)(message);
}
