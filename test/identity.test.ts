import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PtxError, parseDomain, serializeDomain, setCpuHostPassthrough, transformXml } from '../src/index.js';
import type { XmlNode } from '../src/xml/node.js';
import { parseXml } from '../src/xml/parse.js';
import { attempt } from './helpers/outcome.js';
import { expectOnlyChanged } from './helpers/untouched.js';

const BOM = '\uFEFF';

/** Documents that are well-formed, each odd in one way. */
const ODD: Readonly<Record<string, string>> = {
  'empty tag': '<domain/>',
  BOM: `${BOM}<domain/>\n`,
  'BOM and declaration': `${BOM}<?xml version="1.0" encoding="utf-8" standalone='yes' ?>\r\n<domain/>`,
  'declaration in UTF8': "<?xml version = '1.0' encoding='UTF8'?><domain/>",
  CRLF: '<domain>\r\n  <a/>\r\n</domain>\r\n',
  'lone CR': '<domain>\r  <a/>\r</domain>\r',
  'mixed line ends': '<domain>\r\n<a/>\n<b/>\r</domain>',
  'no final newline': '<domain></domain>',
  'several final newlines': '<domain></domain>\n\n\n',
  'white space before the root': '\n\n  <domain/>',
  'comments and instructions around the root': '<!-- < & > -->\n<?a?><?b c?>\n<domain/>\n<!-- end --><?x <y>?>\n',
  'comment with markup': "<domain><!-- <a b='\"'> ]]> </domain> --><!----></domain>",
  'instruction with markup': '<domain><?php echo "<a>" ?><?x?></domain>',
  CDATA: '<domain><![CDATA[<a>&amp;]]]]><![CDATA[>]]><![CDATA[]]></domain>',
  references: '<domain a="&lt;&amp;&#10;&#x1F71A;&quot;">&#65;&gt;&apos;&#xd;</domain>',
  'greater-than in a value': '<domain a="x > y" b=\'/>\'><c d="/"/></domain>',
  'wrapped attributes': '<domain\n\ta = "1"\r\n    b\n=\n\'2\'\n>\n</domain\n>',
  'white space in tags': '<domain ><a  b = "c" /><d></d \t></domain >',
  'a newline in a value': '<domain a="x\ny\tz"/>',
  'xml:space': '<domain xml:space="preserve">  <a/>  </domain>',
  'astral characters': '<domain a="🜚">𝒳<𐌀/></domain>',
  'replacement character': '<domain>\uFFFD</domain>',
  'mixed quotes': `<domain a='"' b="'" c="" d=''/>`,
  'foreign namespaces': '<domain xmlns:q="urn:q"><q:a q:b="1"/><a xmlns="urn:d"><b/><c xmlns=""/></a></domain>',
  'depth 256': `${'<domain>'.repeat(256)}${'</domain>'.repeat(256)}`,
};

describe('gives back byte for byte', () => {
  it.each(Object.entries(ODD))('%s', (_, xml) => {
    const domain = parseDomain(xml);
    expect(serializeDomain(domain)).toBe(xml);
    expect(transformXml(xml)).toBe(xml);
    expect(rebuilt(domain.root), 'the slices add up').toBe(xml.slice(domain.root.start, domain.root.end));
  });
});

/** Input, code, line and column; the column counts UTF-16 units from 1, without a BOM. */
const ERRORS: readonly (readonly [name: string, xml: string, code: string, line: number, column: number])[] = [
  ['an element that is never closed', '<domain>\n  <a>\n  <b/>\n', 'XML_NOT_WELL_FORMED', 2, 3],
  ['a root that is never closed', '\n<domain>\n', 'XML_NOT_WELL_FORMED', 2, 1],
  ['another end tag', '<domain>\n  <a></b>\n</domain>', 'XML_NOT_WELL_FORMED', 2, 6],
  ['an end tag too many', '<domain/>\n</domain>', 'XML_NOT_WELL_FORMED', 2, 9],
  ['an end tag cut off', '<domain>\n</domain', 'XML_NOT_WELL_FORMED', 1, 1],
  ['an entity of nobody', '<domain>&nbsp;</domain>', 'XML_NOT_WELL_FORMED', 1, 14],
  ['a reference to no character', '<domain>&#0;</domain>', 'XML_NOT_WELL_FORMED', 1, 12],
  ['a bare <', '<domain a="<"/>', 'XML_NOT_WELL_FORMED', 1, 12],
  ['the end of CDATA in text', '<domain>]]></domain>', 'XML_NOT_WELL_FORMED', 1, 11],
  ['two hyphens in a comment', '<domain><!-- a -- b --></domain>', 'XML_NOT_WELL_FORMED', 1, 18],
  ['an attribute twice', '<domain\n a="1"\n a="2"/>', 'XML_NOT_WELL_FORMED', 3, 8],
  ['an attribute without quotes', '<domain a=1/>', 'XML_NOT_WELL_FORMED', 1, 11],
  ['an attribute without value', '<domain a/>', 'XML_NOT_WELL_FORMED', 1, 10],
  ['a prefix of no namespace', '<domain>\n <qemu:arg/></domain>', 'XML_NOT_WELL_FORMED', 2, 12],
  ['a document type', '<?xml version="1.0"?>\n<!DOCTYPE domain>\n<domain/>', 'XML_DOCTYPE_REFUSED', 2, 1],
  [
    'an entity bomb',
    '<!DOCTYPE d [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><domain>&b;</domain>',
    'XML_DOCTYPE_REFUSED',
    1,
    1,
  ],
  ['a document type that never ends', '\n<!DOCTYPE domain [', 'XML_DOCTYPE_REFUSED', 2, 1],
  ['latin1', '<?xml version="1.0" encoding="ISO-8859-1"?><domain/>', 'XML_ENCODING_UNSUPPORTED', 1, 1],
  ['utf-16', "<?xml version='1.0' encoding='utf-16'?><domain/>", 'XML_ENCODING_UNSUPPORTED', 1, 1],
  ['version 1.1', '<?xml version="1.1"?><domain/>', 'XML_VERSION_UNSUPPORTED', 1, 1],
  ['257 levels', `${'<domain>'.repeat(257)}${'</domain>'.repeat(257)}`, 'XML_TOO_DEEP', 1, 256 * 8 + 1],
  ['nothing', '', 'XML_NOT_WELL_FORMED', 1, 1],
  ['only a BOM', BOM, 'XML_NOT_WELL_FORMED', 1, 1],
  ['only white space', ' \n ', 'XML_NOT_WELL_FORMED', 2, 1],
  ['only a comment', '<!-- a -->', 'XML_NOT_WELL_FORMED', 1, 10],
  ['two roots', '<domain/>\n<domain/>', 'XML_NOT_WELL_FORMED', 2, 8],
  ['a declaration that is not first', ' <?xml version="1.0"?><domain/>', 'XML_NOT_WELL_FORMED', 1, 7],
  ['NUL', '<domain>\n\0</domain>', 'XML_NOT_WELL_FORMED', 2, 1],
  ['a control character', '<domain>a\u0007</domain>', 'XML_NOT_WELL_FORMED', 1, 10],
  ['U+FFFE', '<domain>\uFFFE</domain>', 'XML_NOT_WELL_FORMED', 1, 9],
  ['a lone surrogate', '<domain>\n 🜚\uD83D</domain>', 'XML_NOT_WELL_FORMED', 2, 4],
  ['another root', '<!-- a -->\n  <network/>', 'NOT_A_DOMAIN', 2, 3],
  ['a domain of another namespace', `${BOM}<domain xmlns="urn:x"/>`, 'NOT_A_DOMAIN', 1, 1],
  ['a domain snapshot', '<domainsnapshot><domain/></domainsnapshot>', 'NOT_A_DOMAIN', 1, 1],
  ['a bare &', '<domain>\n  <a>R&D</a>\n</domain>', 'XML_NOT_WELL_FORMED', 2, 7],
  ['a bare & before a reference', '<domain>\n  <a>R&D</a>\n  <b>&lt;</b>\n</domain>', 'XML_NOT_WELL_FORMED', 2, 7],
  ['a bare & in a value', '<domain>\n  <a b="x=1&y=2"/>\n</domain>', 'XML_NOT_WELL_FORMED', 2, 12],
  ['text before the root', 'hello\nworld\n<domain/>', 'XML_NOT_WELL_FORMED', 1, 1],
  ['text behind the root', '<domain/>\n hello\n\n', 'XML_NOT_WELL_FORMED', 2, 2],
  ['a comment that never ends', '<domain>\n  <!-- a\n</domain>', 'XML_NOT_WELL_FORMED', 2, 3],
  ['a CDATA section that never ends', '<domain>\n  <![CDATA[ a\n</domain>', 'XML_NOT_WELL_FORMED', 2, 3],
  ['an instruction that never ends', '<domain>\n  <?a\n</domain>', 'XML_NOT_WELL_FORMED', 2, 3],
  ['a second BOM', `${BOM}${BOM}<domain/>`, 'XML_NOT_WELL_FORMED', 1, 1],
  ['a doctype in a comment', '<!-- <!DOCTYPE a> -->\n<domain\n', 'XML_NOT_WELL_FORMED', 2, 1],
];

describe('refuses', () => {
  it.each(ERRORS)('%s', (_, xml, code, line, column) => {
    const error = refusalOf(xml);
    expect([error.code, error.location?.line, error.location?.column], error.message).toEqual([code, line, column]);
    expect(error.message, 'the position is data').not.toMatch(/\d+:\d+/);
    expect(error.message).not.toMatch(/\.$/);
  });

  it.each(ERRORS.filter(([, xml]) => xml.includes('\n') && !xml.includes('\r')))(
    '%s at the same place with CRLF and with CR',
    (_, xml, code, line, column) => {
      for (const newline of ['\r\n', '\r']) {
        const error = refusalOf(xml.replaceAll('\n', newline));
        expect([error.code, error.location?.line, error.location?.column]).toEqual([code, line, column]);
      }
    },
  );
});

/** PTX_CORPUS=DIR adds every domain below DIR, such as tests/ of a libvirt source tree. */
const CORPUS = process.env.PTX_CORPUS;

describe.runIf(CORPUS !== undefined)(`corpus ${CORPUS}`, () => {
  const documents = CORPUS === undefined ? [] : readDomains(CORPUS);

  it('has domains', () => expect(documents.length).toBeGreaterThan(0));

  it('gives back each of them byte for byte', () => {
    const differing = documents.filter(({ xml }) => {
      const domain = parseDomain(xml);
      return serializeDomain(domain) !== xml || rebuilt(domain.root) !== xml.slice(domain.root.start, domain.root.end);
    });
    expect(differing.map(({ file }) => file)).toEqual([]);
  });

  it('changes nothing but <cpu> for set-cpu-host-passthrough', () => {
    let changed = 0;
    for (const { file, xml } of documents) {
      const outcome = attempt(xml, () => [setCpuHostPassthrough()]);
      if (outcome.kind === 'refused' || outcome.changes.length === 0) continue;
      changed += 1;
      expectOnlyChanged(xml, outcome.xml, outcome.changes);
      expect(withoutCpu(outcome.xml), file).toBe(withoutCpu(xml));
    }
    expect(changed).toBeGreaterThan(0);
  });
});

/** The lines of a domain outside of its first `<cpu>`. */
function withoutCpu(xml: string): string {
  const { root } = parseXml(xml);
  const cpu = root.child('cpu');
  if (cpu === undefined) return xml;
  const lineStart = xml.lastIndexOf('\n', cpu.start);
  return xml.slice(0, lineStart) + xml.slice(cpu.end);
}

function readDomains(folder: string): { file: string; xml: string }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.xml'))
    .map((name) => ({ file: name, xml: readFileSync(join(folder, name), 'utf8') }))
    .filter(({ xml }) => /^(?:\uFEFF?<\?xml[^>]*\?>)?(?:\s|<!--[\s\S]*?-->)*<domain[\s>]/.test(xml));
}

function refusalOf(xml: string): PtxError {
  try {
    parseDomain(xml);
  } catch (error) {
    if (error instanceof PtxError) return error;
    throw error;
  }
  return expect.fail('not refused');
}

function rebuilt(node: XmlNode): string {
  if (node.kind !== 'element') return node.raw;
  return node.startTag + node.children.map(rebuilt).join('') + node.endTag;
}
