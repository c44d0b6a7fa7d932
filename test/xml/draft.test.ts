import { describe, expect, it } from 'vitest';
import { Draft } from '../../src/xml/draft.js';
import { markup } from '../../src/xml/fragment.js';
import type { XmlElement } from '../../src/xml/node.js';
import { parseXml } from '../../src/xml/parse.js';
import { expectSameText } from '../helpers/text.js';
import { expectOnlyChanged, resolvePath } from '../helpers/untouched.js';

/** Draft a document, edit it, and check the result as well as what the changes say of it. */
function edit(xml: string, play: (draft: Draft, at: (path: string) => XmlElement) => void): string {
  const draft = new Draft(parseXml(xml));
  play(draft, (path) => {
    const element = resolvePath(draft.root, path);
    if (element === undefined) throw new Error(`${path} leads nowhere`);
    return element;
  });
  const changes = draft.takeChanges('test');
  const result = draft.print();
  expectOnlyChanged(xml, result, changes);
  expect(draft.takeChanges('test'), 'taken once').toEqual([]);
  return result;
}

const NEW = markup('new', { a: '1' });
const NESTED = markup('new', {}, [markup('x', { y: '<' }), markup('z', {}, 'a & b')]);

describe('insert', () => {
  it.each<[name: string, xml: string, parent: string, after: string | undefined, expected: string]>([
    ['on one line', '<d><a/><b/></d>', '/d', '/d/a', "<d><a/><new a='1'/><b/></d>"],
    ['first on one line', '<d><a/></d>', '/d', undefined, "<d><new a='1'/><a/></d>"],
    ['spaced on one line', '<d> <a/> <b/> </d>', '/d', '/d/a', "<d> <a/><new a='1'/> <b/> </d>"],
    ['between', '<d>\n  <a/>\n  <b/>\n</d>', '/d', '/d/a', "<d>\n  <a/>\n  <new a='1'/>\n  <b/>\n</d>"],
    ['last', '<d>\n  <a/>\n</d>', '/d', '/d/a', "<d>\n  <a/>\n  <new a='1'/>\n</d>"],
    ['first', '<d>\n  <a/>\n</d>', '/d', undefined, "<d>\n  <new a='1'/>\n  <a/>\n</d>"],
    ['into an empty tag', '<d>\n  <a/>\n</d>', '/d/a', undefined, "<d>\n  <a>\n    <new a='1'/>\n  </a>\n</d>"],
    ['into a pair', '<d>\n  <a></a>\n</d>', '/d/a', undefined, "<d>\n  <a>\n    <new a='1'/>\n  </a>\n</d>"],
    [
      'into a pair with white space',
      '<d>\n  <a>\n  </a>\n</d>',
      '/d/a',
      undefined,
      "<d>\n  <a>\n    <new a='1'/>\n  </a>\n</d>",
    ],
    ['into an empty tag on one line', '<d><a/><b/></d>', '/d/a', undefined, "<d><a><new a='1'/></a><b/></d>"],
    ['into the empty root', '<d/>', '/d', undefined, "<d>\n  <new a='1'/>\n</d>"],
    ['with tabs', '<d>\n\t<a />\n</d>', '/d/a', undefined, "<d>\n\t<a>\n\t\t<new a='1' />\n\t</a>\n</d>"],
    [
      'with CRLF',
      '<d>\r\n    <a/>\r\n</d>',
      '/d/a',
      undefined,
      "<d>\r\n    <a>\r\n        <new a='1'/>\r\n    </a>\r\n</d>",
    ],
    ['into the empty root behind CRLF', '<?x?>\r\n<d/>', '/d', undefined, "<?x?>\r\n<d>\r\n  <new a='1'/>\r\n</d>"],
    ['with CR', '<d>\r <a/>\r</d>', '/d', '/d/a', "<d>\r <a/>\r <new a='1'/>\r</d>"],
    [
      'behind a comment that trails',
      '<d>\n  <a/> <!-- x -->\n  <b/>\n</d>',
      '/d',
      '/d/a',
      "<d>\n  <a/> <!-- x -->\n  <new a='1'/>\n  <b/>\n</d>",
    ],
    [
      'before a comment of the next',
      '<d>\n  <a/>\n  <!-- b -->\n  <b/>\n</d>',
      '/d',
      '/d/a',
      "<d>\n  <a/>\n  <new a='1'/>\n  <!-- b -->\n  <b/>\n</d>",
    ],
    ['before a blank line', '<d>\n  <a/>\n\n  <b/>\n</d>', '/d', '/d/a', "<d>\n  <a/>\n  <new a='1'/>\n\n  <b/>\n</d>"],
    ['behind a blank line', '<d>\n  <a/>\n\n  <b/>\n</d>', '/d', '/d/b', "<d>\n  <a/>\n\n  <b/>\n  <new a='1'/>\n</d>"],
    [
      'in a crooked indent',
      '<d>\n  <a/>\n     <b/>\n</d>',
      '/d',
      '/d/b',
      "<d>\n  <a/>\n     <b/>\n     <new a='1'/>\n</d>",
    ],
    ['without indent', '<d>\n<a/>\n</d>', '/d', '/d/a', "<d>\n<a/>\n<new a='1'/>\n</d>"],
    ['in double quotes', '<d q="1">\n  <a/>\n</d>', '/d', '/d/a', '<d q="1">\n  <a/>\n  <new a="1"/>\n</d>'],
    [
      'in a wrapped empty tag',
      '<d>\n  <a\n    b="1"\n  />\n</d>',
      '/d/a',
      undefined,
      `<d>\n  <a\n    b="1">\n    <new a='1'/>\n  </a>\n</d>`,
    ],
    ['beside a comment only', '<d>\n  <!-- x -->\n</d>', '/d', undefined, "<d>\n  <new a='1'/>\n  <!-- x -->\n</d>"],
  ])('%s', (_, xml, parent, after, expected) => {
    const result = edit(xml, (draft, at) => {
      draft.insert(at(parent), NEW, after === undefined ? undefined : at(after), 'why');
    });
    expectSameText(result, expected);
  });

  it('indents what it brings, and shares a parent that it brought', () => {
    const result = edit('<d>\n   <a/>\n</d>', (draft, at) => {
      const first = draft.insert(at('/d'), NESTED, at('/d/a'), 'why');
      draft.insert(first, NEW, first.elements.at(-1), 'why');
    });
    const inner = "      <x y='&lt;'/>\n      <z>a &amp; b</z>\n      <new a='1'/>\n";
    expectSameText(result, `<d>\n   <a/>\n   <new>\n${inner}   </new>\n</d>`);
  });

  it('writes what it brings on one line where the document does', () => {
    const result = edit('<d><a/></d>', (draft, at) => draft.insert(at('/d'), NESTED, at('/d/a'), 'why'));
    expectSameText(result, "<d><a/><new><x y='&lt;'/><z>a &amp; b</z></new></d>");
  });

  it('keeps the style of empty tags whatever stands in comments', () => {
    const result = edit('<!-- <x/> -->\n<d>\n  <a />\n</d>', (draft, at) =>
      draft.insert(at('/d'), NEW, at('/d/a'), 'why'),
    );
    expectSameText(result, "<!-- <x/> -->\n<d>\n  <a />\n  <new a='1' />\n</d>");
  });
});

describe('remove', () => {
  it.each<[name: string, xml: string, paths: string[], expected: string]>([
    ['with its line', '<d>\n  <a/>\n  <b/>\n</d>', ['/d/a'], '<d>\n  <b/>\n</d>'],
    ['the last', '<d>\n  <a/>\n  <b/>\n</d>', ['/d/b'], '<d>\n  <a/>\n</d>'],
    ['the only child', '<d>\n  <a>\n    <b/>\n  </a>\n</d>', ['/d/a/b'], '<d>\n  <a/>\n</d>'],
    [
      'the only child, as the document writes empty tags',
      '<d>\n  <x />\n  <a><b/></a>\n</d>',
      ['/d/a/b'],
      '<d>\n  <x />\n  <a />\n</d>',
    ],
    [
      'but keeps a comment',
      '<d>\n  <a>\n    <!-- x -->\n    <b/>\n  </a>\n</d>',
      ['/d/a/b'],
      '<d>\n  <a>\n    <!-- x -->\n  </a>\n</d>',
    ],
    [
      'but keeps a comment behind it',
      '<d>\n  <a/> <!-- x -->\n  <b/>\n</d>',
      ['/d/a'],
      '<d>\n  <!-- x -->\n  <b/>\n</d>',
    ],
    ['on one line', '<d><a/><b/><c/></d>', ['/d/b'], '<d><a/><c/></d>'],
    ['several on one line', '<d>\n  <a/><b/><c/>\n  <e/>\n</d>', ['/d/a', '/d/b'], '<d>\n  <c/>\n  <e/>\n</d>'],
    ['all of a line', '<d>\n  <a/><b/>\n  <e/>\n</d>', ['/d/a', '/d/b'], '<d>\n  <e/>\n</d>'],
    ['the last of a line', '<d>\n  <a/> <b/>\n  <e/>\n</d>', ['/d/b'], '<d>\n  <a/> \n  <e/>\n</d>'],
    ['and keeps blank lines', '<d>\n  <a/>\n\n  <b/>\n\n  <c/>\n</d>', ['/d/b'], '<d>\n  <a/>\n\n\n  <c/>\n</d>'],
    ['several lines', '<d>\n  <a/>\n  <b/>\n  <c/>\n  <e/>\n</d>', ['/d/b', '/d/c'], '<d>\n  <a/>\n  <e/>\n</d>'],
    [
      'one of namesakes',
      '<d>\n  <a i="1"/>\n  <a i="2"/>\n  <a i="3"/>\n</d>',
      ['/d/a[2]'],
      '<d>\n  <a i="1"/>\n  <a i="3"/>\n</d>',
    ],
    ['with CRLF', '<d>\r\n\t<a/>\r\n\t<b/>\r\n</d>', ['/d/a'], '<d>\r\n\t<b/>\r\n</d>'],
    ['beside text', '<d>\n  text\n  <a/>\n  more\n</d>', ['/d/a'], '<d>\n  text\n  more\n</d>'],
    ['but keeps CDATA', '<d><a/><![CDATA[ ]]></d>', ['/d/a'], '<d><![CDATA[ ]]></d>'],
    [
      'with wrapped attributes of the parent',
      "<d>\n  <p\n     a='1' >\n    <b/>\n  </p >\n</d>",
      ['/d/p/b'],
      "<d>\n  <p\n     a='1'/>\n</d>",
    ],
  ])('%s', (_, xml, paths, expected) => {
    expectSameText(
      edit(xml, (draft, at) => draft.removeAll(paths.map(at), 'why')),
      expected,
    );
  });
});

describe('other edits', () => {
  it('replaces an element where it stands', () => {
    const result = edit('<d>\n  <a>\n    <b/>\n  </a> <!-- x -->\n</d>', (draft, at) =>
      draft.replace(at('/d/a'), NESTED, 'why'),
    );
    expectSameText(result, "<d>\n  <new>\n    <x y='&lt;'/>\n    <z>a &amp; b</z>\n  </new> <!-- x -->\n</d>");
  });

  it.each([
    ['<d><a>x</a></d>', 'y & z', '<d><a>y &amp; z</a></d>'],
    ['<d><a/></d>', 'y', '<d><a>y</a></d>'],
    ['<d><a>\n  x\n</a></d>', 'x', '<d><a>\n  x\n</a></d>'],
    ['<d><a>&#120;<![CDATA[y]]></a></d>', 'xy', '<d><a>&#120;<![CDATA[y]]></a></d>'],
  ])('sets the text of %j to %j', (xml, text, expected) => {
    expectSameText(
      edit(xml, (draft, at) => draft.setText(at('/d/a'), text, 'why')),
      expected,
    );
  });

  it('adds text where there was none, and removes it where none is left', () => {
    const draft = new Draft(parseXml('<d><a/><b>x</b></d>'));
    draft.setText(draft.root.elements[0] as XmlElement, 'y', 'why');
    draft.setText(draft.root.elements[1] as XmlElement, '', 'why');
    const changes = draft.takeChanges('test').map(({ op, path, before, after }) => [op, path, before, after]);
    expect(changes).toEqual([
      ['add', '/d/a/text()', null, 'y'],
      ['remove', '/d/b/text()', 'x', null],
    ]);
  });

  it('leaves an equal value as it is written', () => {
    const xml = `<d a='&#49;&quot;'/>`;
    expectSameText(
      edit(xml, (draft) => draft.setAttribute(draft.root, 'a', '1"', 'why')),
      xml,
    );
  });

  it('is silent about edits that cancel out', () => {
    const xml = '<d>\n  <a x="1" y="2"/>\n</d>';
    const draft = new Draft(parseXml(xml));
    const a = draft.root.elements[0] as XmlElement;
    draft.setAttribute(a, 'x', '9', 'why');
    draft.setAttribute(a, 'x', '1', 'why');
    draft.remove(draft.insert(draft.root, NEW, a, 'why'), 'why');
    expect(draft.takeChanges('test')).toEqual([]);
    expectSameText(draft.print(), xml);
  });

  it('says once what became of an attribute', () => {
    const draft = new Draft(parseXml("<d a='1'/>"));
    draft.setAttribute(draft.root, 'a', '2', 'first');
    draft.setAttribute(draft.root, 'a', '3', 'second');
    expect(draft.takeChanges('test')).toEqual([
      { step: 'test', op: 'replace', path: '/d/@a', before: '1', after: '3', reason: 'first' },
    ]);
  });

  it('speaks of the document that the step found, or of its result for what it added', () => {
    const draft = new Draft(parseXml('<d>\n  <a i="1"/>\n  <a i="2"/>\n  <a i="3"/>\n</d>'));
    const [first, second, third] = draft.root.elements as [XmlElement, XmlElement, XmlElement];
    draft.remove(first, 'why');
    draft.setAttribute(third, 'i', '4', 'why');
    draft.insert(draft.root, markup('a', { i: '5' }), second, 'why');
    const paths = draft.takeChanges('test').map(({ op, path }) => `${op} ${path}`);
    expect(paths).toEqual(['remove /d/a[1]', 'replace /d/a[3]/@i', 'add /d/a[2]']);
    draft.remove(third, 'next step');
    expect(draft.takeChanges('test').map(({ path }) => path)).toEqual(['/d/a[3]']);
  });

  it('names an added attribute by its place in the result', () => {
    const draft = new Draft(parseXml('<d><a/><a/></d>'));
    const [first, second] = draft.root.elements as [XmlElement, XmlElement];
    draft.setAttribute(second, 'i', '1', 'why');
    draft.remove(first, 'why');
    expect(draft.takeChanges('test').map(({ op, path }) => `${op} ${path}`)).toEqual(['add /d/a/@i', 'remove /d/a[1]']);
  });
});
