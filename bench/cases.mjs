/**
 * Everything that is timed. A case is one entry, and runs in a process of its own.
 *
 * `prepare` receives a document and returns the function that is timed. A case with `sizes` is timed on documents with
 * that many host devices and judged by its growth; every other one is timed on the 6 KB domain and judged by its ratio
 * to the first entry. Another peer, and what is only watched, is another entry without a target.
 */
export const cases = [
  {
    name: 'xmldom parse + serialize',
    async prepare(xml) {
      const { DOMParser, XMLSerializer } = await import('@xmldom/xmldom');
      return () => new XMLSerializer().serializeToString(new DOMParser().parseFromString(xml, 'text/xml'));
    },
  },
  {
    name: 'ptx identity',
    target: 1,
    later: 0.6,
    async prepare(xml) {
      const { parseDomain, serializeDomain } = await import('../dist/index.js');
      return () => serializeDomain(parseDomain(xml));
    },
  },
  {
    name: 'ptx six steps',
    target: 2,
    later: 1,
    async prepare(xml) {
      const { transformXml } = await import('../dist/index.js');
      const steps = await sixSteps();
      return () => transformXml(xml, ...steps);
    },
  },
  {
    name: 'ptx lint a parsed domain',
    async prepare(xml) {
      const { lintDomain, parseDomain } = await import('../dist/index.js');
      const domain = parseDomain(xml);
      return () => lintDomain(domain);
    },
  },
  growth('lint a parsed domain', async (xml) => {
    const { lintDomain, parseDomain } = await import('../dist/index.js');
    const domain = parseDomain(xml);
    return () => lintDomain(domain);
  }),
  growth('parse', async (xml) => {
    const { parseDomain } = await import('../dist/index.js');
    return () => parseDomain(xml);
  }),
  growth('parse, six steps and print', async (xml) => {
    const { transformXml } = await import('../dist/index.js');
    const steps = await sixSteps();
    return () => transformXml(xml, ...steps);
  }),
];

function growth(name, prepare) {
  return { name: `ptx ${name}`, sizes: [100, 300, 1000, 3000, 10_000], target: 1.1, prepare };
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
