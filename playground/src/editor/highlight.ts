import { type Range, RangeSet } from '@codemirror/state';
import { Decoration, type DecorationSet, type EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view';

/** So far before what is seen a comment or a tag may begin that is seen in part. */
const LOOK_BACK = 5000;

const MARKUP = /<!--[\s\S]*?(?:-->|$)|<\?[\s\S]*?(?:\?>|$)|<\/?([^\s<>/]*)(?:"[^"]*"|'[^']*'|[^<>"'])*>?/g;
const ATTRIBUTE = /([^\s=<>"'/]+)(\s*=\s*)("[^"]*"|'[^']*')/g;

const mark = (className: string) => Decoration.mark({ class: className });
const MARKS = { tag: mark('tag'), name: mark('name'), value: mark('value'), comment: mark('comment') };

/** Colour the markup that is seen; the parser in the worker says what is wrong with it. */
export const highlight = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = colour(view);
    }

    update({ docChanged, viewportChanged, view }: ViewUpdate): void {
      if (docChanged || viewportChanged) this.decorations = colour(view);
    }
  },
  { decorations: ({ decorations }) => decorations },
);

function colour({ state: { doc }, visibleRanges }: EditorView): DecorationSet {
  const ranges = visibleRanges.flatMap(({ from, to }) => {
    const before = doc.sliceString(Math.max(0, from - LOOK_BACK), from, '\n');
    const isInComment = before.lastIndexOf('<!--') > before.lastIndexOf('-->');
    const back = before.length - Math.max(0, before.lastIndexOf(isInComment ? '<!--' : '<'));
    return listMarks(doc.sliceString(from - back, to, '\n'), from - back);
  });
  return RangeSet.of(ranges, true);
}

function listMarks(text: string, start: number): Range<Decoration>[] {
  return [...text.matchAll(MARKUP)].flatMap(({ 0: markup, 1: name, index }) => {
    const from = start + index;
    if (name === undefined) return [MARKS.comment.range(from, from + markup.length)];
    const attributes = [...markup.matchAll(ATTRIBUTE)].flatMap(
      ({ index: at, 1: key = '', 2: equals = '', 3: value = '' }) => {
        const behind = from + at + key.length;
        const valueFrom = behind + equals.length;
        return [MARKS.name.range(from + at, behind), MARKS.value.range(valueFrom, valueFrom + value.length)];
      },
    );
    const head = from + markup.indexOf(name) + name.length;
    return [...(head > from ? [MARKS.tag.range(from, head)] : []), ...attributes];
  });
}
