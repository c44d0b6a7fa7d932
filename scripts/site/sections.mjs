// The search leads to the section of a long page, not to its top.
import { Models, Slugger } from 'typedoc';

/** A page with more characters than this has sections of its own in the search. */
const LONG = 6000;

/** The anchors that GitHub makes of headings. */
export class GitHubSlugger extends Slugger {
  serialize(title) {
    return title
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_\- ]/gu, '')
      .replaceAll(' ', '-');
  }
}

/** Take the sections of a document apart: what stands before the first, and each with its anchor. */
export function splitSections(document) {
  const text = document.content.map((part) => part.text).join('');
  if (text.length < LONG) return { head: text, sections: [] };
  const slugger = new GitHubSlugger({ lowercase: true });
  const [head, ...parts] = splitAtHeadings(text);
  const sections = parts.map((part) => {
    const title = readHeading(part);
    const reflection = new Models.DocumentReflection(title, document, [{ kind: 'text', text: part }], {});
    return { reflection, anchor: slugger.slug(title) };
  });
  const isTitle = ({ reflection }) => reflection.name === document.name;
  return {
    head: head + parts.filter((_, index) => isTitle(sections[index])).join(''),
    sections: sections.filter((section) => !isTitle(section)),
  };
}

/** A line that begins with "#" in a fenced block is no heading. */
function splitAtHeadings(text) {
  let isFenced = false;
  const parts = [[]];
  for (const line of text.split('\n')) {
    if (/^(```|~~~)/.test(line)) isFenced = !isFenced;
    if (!isFenced && /^#{1,6} /.test(line)) parts.push([]);
    parts.at(-1).push(line);
  }
  return parts.map((lines) => lines.join('\n'));
}

function readHeading(part) {
  const [, title] = /^#+ (.*)/.exec(part);
  return title.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '');
}
