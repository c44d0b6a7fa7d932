import { expect, it } from 'vitest';
import { DomainDraft } from '../../src/domain/domain-draft.js';
import { DomainView } from '../../src/domain/domain-reader.js';
import { parseDomain } from '../../src/index.js';

const BODY = "<features>\n<kvm/></features>\n\n<features><kvm>\n<hidden state='on'/></kvm></features>";

it.each([
  ['LF', `<domain>\n${BODY}\n</domain>`],
  ['CRLF and a byte order mark', `\uFEFF<domain>${BODY.replaceAll('\n', '\r\n')}</domain>`],
  ['lone CR', `<domain>${BODY.replaceAll('\n', '\r')}</domain>`],
])('a view reads what a draft reads: %s', (_, xml) => {
  const domain = parseDomain(xml);
  const [view, draft] = [new DomainView(domain), new DomainDraft(domain)];
  for (const path of ['features', 'features/kvm', 'features/kvm/hidden', 'cpu']) {
    const [seen, drafted] = [view.findAll(path), draft.findAll(path)];
    expect(seen.map((element) => view.pathOf(element))).toEqual(drafted.map((element) => draft.pathOf(element)));
    expect(seen.map((element) => view.locationOf(element))).toEqual(
      drafted.map((element) => draft.locationOf(element)),
    );
    expect(view.find(path)).toBe(seen[0]);
  }
  expect(view.root, 'nothing is copied').toBe(domain.root);
});
