/**
 * What is timed within a process. A case is one entry, and runs in a process of its own.
 *
 * `prepare` receives a document and returns the function that is timed; where it fails, the peer is not installed. A
 * case with `sizes` is timed on documents with that many host devices and judged by its growth; every other one is
 * timed on the 6 KB domain and judged by its ratio to the first entry. What is only watched has no target.
 */
export const cases = [
  {
    name: 'xmldom: parse, serialize',
    async prepare(xml) {
      const { DOMParser, XMLSerializer } = await import('@xmldom/xmldom');
      return () => new XMLSerializer().serializeToString(new DOMParser().parseFromString(xml, 'text/xml'));
    },
  },
  {
    name: 'ptx: identity',
    target: 0.6,
    async prepare(xml) {
      const { parseDomain, serializeDomain } = await import('../dist/index.js');
      return () => serializeDomain(parseDomain(xml));
    },
  },
  {
    name: 'ptx: parse, six steps, print',
    target: 1,
    async prepare(xml) {
      const { transformXml } = await import('../dist/index.js');
      const steps = await sixSteps();
      return () => transformXml(xml, ...steps);
    },
  },
  {
    name: 'ptx: lint a parsed domain, all rules',
    target: 0.3,
    async prepare(xml) {
      const { lintDomain, parseDomain } = await import('../dist/index.js');
      const domain = parseDomain(xml);
      return () => lintDomain(domain);
    },
  },
  {
    name: 'fast-xml-parser: parse, build',
    async prepare(xml) {
      const { XMLBuilder, XMLParser } = await import('fast-xml-parser');
      const options = { preserveOrder: true, ignoreAttributes: false, trimValues: false, commentPropName: '#comment' };
      return () => new XMLBuilder(options).build(new XMLParser(options).parse(xml));
    },
  },
  {
    name: 'libxml2-wasm: parse, serialize',
    async prepare(xml) {
      const { XmlDocument } = await import('libxml2-wasm');
      return () => {
        const document = XmlDocument.fromString(xml);
        const text = document.toString();
        document.dispose();
        return text;
      };
    },
  },
  growth('parse', async (xml) => {
    const { parseDomain } = await import('../dist/index.js');
    return () => parseDomain(xml);
  }),
  growth('transform a parsed domain: six steps, print', async (xml) => {
    const { parseDomain, transformDomain } = await import('../dist/index.js');
    const domain = parseDomain(xml);
    const steps = await sixSteps();
    return () => transformDomain(domain, ...steps);
  }),
  growth('lint a parsed domain', async (xml) => {
    const { lintDomain, parseDomain } = await import('../dist/index.js');
    const domain = parseDomain(xml);
    return () => lintDomain(domain);
  }),
  growth('print an edited domain', async (xml) => {
    const { parseDomain } = await import('../dist/index.js');
    const { DomainDraft } = await import('../dist/domain/domain-draft.js');
    const { requireSurroundings } = await import('../dist/transforms/surroundings.js');
    const draft = new DomainDraft(parseDomain(xml), requireSurroundings({}));
    const [step] = await sixSteps();
    step.plan(draft);
    // A flat copy, as a file would get: V8 joins strings when somebody reads them.
    return () => Buffer.from(draft.print());
  }),
];

function growth(name, prepare) {
  return { name: `ptx: ${name}`, sizes: [10, 100, 1000, 10_000], target: 1.05, prepare };
}

/** What turns an ordinary desktop domain into one with a graphics card of its own. */
async function sixSteps() {
  const { transforms } = await import('../dist/index.js');
  const step = (name, options) => {
    const definition = transforms.find((transform) => transform.name === name);
    if (definition === undefined) throw new Error(`Transform "${name}" is not in the registry`);
    return definition.step(options);
  };
  return [
    step('convert-to-q35'),
    step('set-firmware-efi'),
    step('set-cpu-host-passthrough'),
    step('hide-kvm'),
    step('enable-hyperv'),
    step('add-pci-hostdev', { address: '01:00', functions: '0-1', rom: { file: '/usr/share/vgabios/card.rom' } }),
  ];
}
