// What opens and what leads somewhere are kept apart: a link in a <summary> is out of reach for some readers.
import { ReflectionKind } from 'typedoc';

/** The class of a page that is no name of the API: site.css has it break at spaces and hyphens alone. */
const PAGE = 'site-page';

/**
 * Have the navigation of TypeDoc lead to pages by leaves alone: a page with others below it becomes the first of them.
 */
export function separateLinks(theme) {
  const navigation = theme.getNavigation.bind(theme);
  theme.getNavigation = (project) => navigation(project).map(separate).map(withoutDouble);
}

/** A group with nothing in it but a page of its own name shows the pages of that at once. */
function withoutDouble({ children, ...group }) {
  const [only, ...others] = children ?? [];
  const isDouble = only?.text === group.text && only.children !== undefined && others.length === 0;
  return { ...group, children: isDouble ? only.children : children };
}

function separate({ children, path, ...entry }) {
  if (children === undefined)
    return entry.kind === ReflectionKind.Document ? { ...entry, path, class: PAGE } : { ...entry, path };
  const below = children.map(separate);
  if (path === undefined) return { ...entry, children: below };
  return { text: entry.text, children: [{ ...entry, text: 'Overview', path }, ...below] };
}

/** The text of a page with no link to a section in what opens and closes it. */
export function withoutLinksInSummaries(html) {
  return html.replace(/<summary[\s\S]*?<\/summary>/g, (summary) =>
    summary.replace(/<a [^>]*class="tsd-anchor-icon"[\s\S]*?<\/a>/g, ''),
  );
}
