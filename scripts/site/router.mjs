import { KindRouter } from 'typedoc';
import { GitHubSlugger, splitSections } from './sections.mjs';

/**
 * Make the router of the site: README.md is the entrance, `docs/cli.html` stands for `docs/cli.md`, and the API is where
 * TypeDoc has it.
 *
 * @param paths the file of each document
 */
export function createRouter(paths) {
  return class extends KindRouter {
    /** What stands before the sections of each document. */
    heads = new Map();
    /** The anchor of each section. */
    anchorOf = new Map();

    getIdealBaseName(reflection) {
      const path = paths.get(reflection);
      if (path === undefined) return super.getIdealBaseName(reflection);
      return path.replace(/\/README\.md$/, '/index.md').replace(/\.md$/, '');
    }

    buildPages(project) {
      const pages = super.buildPages(project);
      const move = (target, url) => {
        pages.find(({ model }) => model === target).url = url;
        this.fullUrls.set(target, url);
      };
      move(project, 'contents.html');
      for (const [document, path] of paths) if (path === 'README.md') move(document, 'index.html');
      for (const target of [project, ...paths.keys()]) {
        this.sluggers.set(target, new GitHubSlugger(this.sluggerConfiguration));
      }
      for (const document of paths.keys()) {
        const { head, sections } = splitSections(document);
        this.heads.set(document, head);
        for (const { reflection, anchor } of sections) this.anchorOf.set(reflection, anchor);
      }
      return pages;
    }

    /** What the search leads to: pages and their sections. */
    getLinkTargets() {
      return [...super.getLinkTargets(), ...this.anchorOf.keys()];
    }

    getFullUrl(target) {
      const anchor = this.anchorOf.get(target);
      return anchor === undefined ? super.getFullUrl(target) : `${super.getFullUrl(target.parent)}#${anchor}`;
    }
  };
}
