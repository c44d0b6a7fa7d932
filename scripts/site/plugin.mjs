// Plugin of TypeDoc that puts the hand-written pages around the API: typedoc.site.json asks for it.
import { dirname } from 'node:path';
import { Application, Converter, IndexEvent, JSX, PageEvent, RendererEvent } from 'typedoc';
import { nameModules } from './api.mjs';
import { listLinkedFiles, readDocument, readTitle } from './documents.mjs';
import { readAsGitHub } from './markdown.mjs';
import { separateLinks, withoutLinksInSummaries } from './navigation.mjs';
import { listPages } from './pages.mjs';
import { createRouter } from './router.mjs';

/** The search ranks a file that pages link to below pages. */
const FILE_BOOST = 0.25;

/** Called by TypeDoc. */
export function load(app) {
  const root = process.cwd();
  /** The file of each document, and back. */
  const paths = new Map();
  const documents = new Map();

  function addDocument(parent, path, group) {
    app.converter.addDocument(parent, readDocument(root, path, group), readTitle(root, path));
    const document = (parent.isProject() ? parent.documents : parent.children).at(-1);
    paths.set(document, path);
    documents.set(path, document);
    return document;
  }

  function addTree(parent, { path, group, children }) {
    const document = addDocument(parent, path, group);
    for (const child of children) addTree(document, child);
  }

  /** A file that a page links to stands below the page of its folder, or else below the one that links to it. */
  function addFile(page, file) {
    const parent = documents.get(`${dirname(file)}/README.md`) ?? documents.get(page);
    addDocument(parent, file).relevanceBoost = FILE_BOOST;
  }

  app.on(Application.EVENT_BOOTSTRAP_END, () => app.options.setValue('markdownItLoader', readAsGitHub));
  app.converter.on(Converter.EVENT_BEGIN, ({ project }) => {
    for (const page of listPages(root)) addTree(project, page);
    for (const page of [...documents.keys()]) {
      for (const file of listLinkedFiles(root, page)) if (!documents.has(file)) addFile(page, file);
    }
  });
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => nameModules(project, root));
  app.renderer.hooks.on('sidebar.begin', (context) =>
    JSX.createElement('a', { class: 'site-playground', href: context.relativeURL('play/index.html') }, 'Playground'),
  );
  app.renderer.defineRouter('pages', createRouter(paths));
  app.renderer.on(IndexEvent.PREPARE_INDEX, ({ searchResults, searchFields }) => {
    searchResults.forEach((target, index) => {
      const head = app.renderer.router.heads.get(target);
      if (head !== undefined) searchFields[index].document = head;
    });
  });
  app.renderer.on(RendererEvent.BEGIN, () => separateLinks(app.renderer.theme));
  app.renderer.on(PageEvent.END, (page) => {
    page.contents = withoutLinksInSummaries(page.contents);
  });
  standStill(app.renderer);
}

/** The colours of code are given up after half a second a line: without a clock they are the same on every machine. */
function standStill(renderer) {
  const { now } = Date;
  renderer.on(RendererEvent.BEGIN, () => {
    const start = now();
    Date.now = () => start;
  });
  renderer.on(RendererEvent.END, () => {
    Date.now = now;
  });
}
