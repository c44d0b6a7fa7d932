import { describe, expect, it } from 'vitest';
import { scanAttributes, tagWithAttribute, tagWithoutAttribute } from '../../src/xml/attributes.js';

const scan = (tag: string) => scanAttributes(tag, tag.search(/[\s/>]/));

describe('scanAttributes', () => {
  it.each<[string, Record<string, string>]>([
    ['<a>', {}],
    ['<a/>', {}],
    ['<a />', {}],
    [`<a b='1' c="2"/>`, { b: '1', c: '2' }],
    ['<a\n\tb\r\n=\n"1"\n>', { b: '1' }],
    [`<a b='"' c="'"/>`, { b: '"', c: "'" }],
    ['<a b="/>" c=">"/>', { b: '/>', c: '>' }],
    ['<a b=""/>', { b: '' }],
    ['<a b="&lt;&amp;&quot;&apos;&gt;&#65;&#x1F71A;"/>', { b: `<&"'>A🜚` }],
    ['<a b="x\r\ny\tz\nw"/>', { b: 'x y z w' }],
    ['<a b="x&#10;y&#13;&#9;"/>', { b: 'x\ny\r\t' }],
    ['<a b="&amp;lt;"/>', { b: '&lt;' }],
    ['<q:a xmlns:q="urn:q" q:b="1"/>', { 'xmlns:q': 'urn:q', 'q:b': '1' }],
    ['<a b="c=d" e="f"/>', { b: 'c=d', e: 'f' }],
  ])('%j', (tag, expected) => {
    const attributes = scan(tag);
    expect(Object.fromEntries(attributes.map(({ name, value }) => [name, value]))).toEqual(expected);
    for (const { valueStart, valueEnd, quote, start } of attributes) {
      expect([tag[valueStart - 1], tag[valueEnd]]).toEqual([quote, quote]);
      expect(tag.charAt(start)).toMatch(/\s/);
    }
  });
});

describe('tagWithAttribute', () => {
  it.each([
    ['<a>', 'b', '1', '<a b="1">'],
    ['<a/>', 'b', '1', '<a b="1"/>'],
    ['<a />', 'b', '1', '<a b="1" />'],
    ['<a\n>', 'b', '1', '<a b="1"\n>'],
    ["<a c='2'/>", 'b', '1', `<a c='2' b="1"/>`],
    ["<a c='2' />", 'b', '1', `<a c='2' b="1" />`],
    ['<a\n   c="2"\n/>', 'b', '1', '<a\n   c="2"\n   b="1"\n/>'],
    [`<a b='1' c="2">`, 'b', 'x', `<a b='x' c="2">`],
    [`<a b = '1'>`, 'b', 'x', `<a b = 'x'>`],
    [`<a b='1'>`, 'b', `"&<>'`, `<a b='"&amp;&lt;&gt;&apos;'>`],
    [`<a>`, 'b', `"&<>'`, `<a b="&quot;&amp;&lt;&gt;'">`],
    ['<a>', 'b', 'x\n\t\r', '<a b="x&#10;&#9;&#13;">'],
    ['<a bb="1" b="2">', 'b', 'x', '<a bb="1" b="x">'],
    ['<a b="$&">', 'b', '$1$&', '<a b="$1$&amp;">'],
  ])('%j with %s=%j', (tag, name, value, expected) => {
    const result = tagWithAttribute(tag, scan(tag), name, value, '"');
    expect(result).toBe(expected);
    expect(scan(result).find((attribute) => attribute.name === name)?.value).toBe(value);
  });

  it.each(['\0', '\u0007', '\uFFFE', '\uD800'])('refuses a character that XML has not: %j', (value) => {
    expect(() => tagWithAttribute('<a/>', [], 'b', value, '"')).toThrow(
      /^Character U\+[0-9A-F]{4} cannot stand in XML$/,
    );
  });
});

describe('tagWithoutAttribute', () => {
  it.each([
    ['<a b="1"/>', '<a/>'],
    ['<a b="1" />', '<a />'],
    ['<a c="2" b="1">', '<a c="2">'],
    ['<a b="1"  c="2">', '<a  c="2">'],
    ['<a\n  b = "1"\n  c="2">', '<a\n  c="2">'],
  ])('%j without b', (tag, expected) => {
    const attribute = scan(tag).find(({ name }) => name === 'b');
    expect(attribute).toBeDefined();
    if (attribute !== undefined) expect(tagWithoutAttribute(tag, attribute)).toBe(expected);
  });
});
