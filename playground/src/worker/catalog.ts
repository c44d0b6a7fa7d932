import { listOptions, type Recipe, recipes, type Transform, transforms } from 'libvirt-ptx';
import type { Catalog, CatalogEntry } from './protocol.js';

/** Describe what there is to choose from, out of the schemas that also make the command line. */
export function listCatalog(): Catalog {
  return {
    transforms: transforms.map((transform) => describe(transform, [])),
    recipes: recipes.map((recipe) => describe(recipe, recipe.parts)),
  };
}

function describe({ name, summary, main, options }: Transform | Recipe, parts: Recipe['parts']): CatalogEntry {
  return { name, summary, main, options: listOptions(options), parts };
}
