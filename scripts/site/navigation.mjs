// What opens and what leads somewhere are kept apart: a link in a <summary> is out of reach for some readers.

/**
 * Have the navigation of TypeDoc lead to pages by leaves alone: a page with others below it becomes the first of them.
 */
export function separateLinks(theme) {
  const navigation = theme.getNavigation.bind(theme);
  theme.getNavigation = (project) => navigation(project).map(separate);
}

function separate({ children, path, ...entry }) {
  if (children === undefined) return { ...entry, path };
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
