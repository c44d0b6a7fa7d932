import { isMap, isNode, isScalar, isSeq } from 'yaml';
import { nearest } from '../domain/nearest.js';
import { PtxError } from '../errors.js';
import { YamlSource } from '../yaml-source.js';
import { findRecipe, recipes } from './recipe-registry.js';
import { findTransform, transforms } from './registry.js';
import type { Step } from './transform.js';

/**
 * Read a steps file, YAML or JSON: `recipe` names a recipe, `steps` lists transforms, each by its name alone or as
 * `name: options`. The steps of the recipe come first.
 *
 * ```yaml
 * recipe:
 *   windows-gpu: { address: '01:00', functions: 0-1 }
 * steps:
 *   - add-tpm
 *   - use-hugepages: { size: 1G }
 * ```
 *
 * @throws PtxError FILE_MALFORMED for text that is neither YAML nor JSON, OPTION_INVALID for steps and options that do
 * not fit, both with line and column in the file
 */
export function parseSteps(text: string): Step[] {
  return new StepsReader(new YamlSource(text)).read();
}

/** An entry of one of the registries, as a steps file names it. */
interface Entry {
  readonly name: string;
  bind(options: unknown): Step[];
}

const KEYS = ['$schema', 'recipe', 'steps'];

class StepsReader {
  readonly #source: YamlSource;

  constructor(source: YamlSource) {
    this.#source = source;
  }

  read(): Step[] {
    const root = this.#source.document.contents;
    if (!isMap(root)) throw this.#refusal(root, 'Expected "recipe" and "steps"', EXAMPLE);
    for (const { key } of root.items) {
      const name = String(key);
      if (!KEYS.includes(name)) throw this.#unknown('key', name, KEYS, key);
    }
    const [recipe, steps] = [this.#source.pairOf(root, 'recipe'), this.#source.pairOf(root, 'steps')];
    if (recipe === undefined && steps === undefined) {
      throw this.#refusal(root, 'Expected "recipe" or "steps"', EXAMPLE);
    }
    return [
      ...(recipe === undefined ? [] : this.#bind('recipe', recipe.value, findRecipeEntry, recipes)),
      ...(steps === undefined ? [] : this.#readList(steps.value)),
    ];
  }

  #readList(value: unknown): Step[] {
    const list = this.#source.resolve(value);
    if (!isSeq(list)) throw this.#refusal(value, 'Expected "steps" to be a list', EXAMPLE);
    return list.items.flatMap((item) => this.#bind('transform', item, findTransformEntry, transforms));
  }

  #bind(
    kind: string,
    value: unknown,
    find: (name: string) => Entry | undefined,
    all: readonly { readonly name: string }[],
  ): Step[] {
    const { name, nameNode, optionsNode } = this.#readRequest(kind, value);
    const entry = find(name);
    const names = all.map((each) => each.name);
    if (entry === undefined) throw this.#refusal(nameNode, `Unknown ${kind} "${name}"`, hintFor(kind, name, names));
    const options = this.#source.resolve(optionsNode);
    const asked = isNode(options) ? this.#source.valueOf(options) : undefined;
    try {
      return entry.bind(asked ?? {});
    } catch (error) {
      if (!(error instanceof PtxError)) throw error;
      throw error.with({ location: this.#source.locationOf(this.#findOption(options, error.option) ?? nameNode) });
    }
  }

  /** A name alone, or one key with the options as its value. */
  #readRequest(kind: string, value: unknown): { name: string; nameNode: unknown; optionsNode: unknown } {
    const node = this.#source.resolve(value);
    if (isScalar(node) && typeof node.value === 'string') {
      return { name: node.value, nameNode: node, optionsNode: undefined };
    }
    if (!isMap(node)) throw this.#refusal(value, `Expected the name of a ${kind}, or name: options`, EXAMPLE);
    const [first, second] = node.items;
    if (first === undefined) throw this.#refusal(value, `Expected the name of a ${kind}`, EXAMPLE);
    if (second !== undefined) {
      const message = `Expected one ${kind}, found "${String(first.key)}" and "${String(second.key)}"`;
      throw this.#refusal(second.key, message, 'Indent options further than the name that they belong to');
    }
    return { name: String(first.key), nameNode: first.key, optionsNode: first.value };
  }

  /** The key that an option path such as `rom.file` leads to, as far as the file spells it out. */
  #findOption(options: unknown, path: string | undefined): unknown {
    // A name with dots may stand there as it is: that is what is wrong with it.
    const whole = path === undefined ? undefined : this.#source.pairOf(options, path);
    if (whole !== undefined) return whole.key;
    let [found, node]: [unknown, unknown] = [undefined, options];
    for (const name of path?.split('.') ?? []) {
      const pair = this.#source.pairOf(this.#source.resolve(node), name);
      if (pair === undefined) break;
      [found, node] = [pair.key, pair.value];
    }
    return found;
  }

  #unknown(kind: string, name: string, known: readonly string[], node: unknown): PtxError {
    const suggestion = nearest(name, known);
    const hint = suggestion === undefined ? `There are ${known.join(', ')}` : `Did you mean "${suggestion}"?`;
    return this.#refusal(node, `Unknown ${kind} "${name}"`, hint);
  }

  #refusal(node: unknown, message: string, hint: string): PtxError {
    return new PtxError('OPTION_INVALID', message, { location: this.#source.locationOf(node), hint });
  }
}

/** What to write in place of a name that is unknown here. */
function hintFor(kind: string, name: string, names: readonly string[]): string {
  const [first = ''] = name.split(' ', 1);
  if (kind === 'transform' && findRecipe(name) !== undefined) return `It is a recipe: write "recipe: ${name}"`;
  if (kind === 'recipe' && findTransform(name) !== undefined) return `It is a transform: list it in "steps"`;
  if (first !== name && names.includes(first)) return `Options follow a colon: "${first}: { … }"`;
  const suggestion = nearest(name, names);
  return suggestion === undefined ? `There are ${names.join(', ')}` : `Did you mean "${suggestion}"?`;
}

const EXAMPLE = 'A steps file holds "recipe: NAME", "steps:" with a list of names, or both';

function findTransformEntry(name: string): Entry | undefined {
  const transform = findTransform(name);
  return transform === undefined ? undefined : { name, bind: (options) => [transform.step(options)] };
}

function findRecipeEntry(name: string): Entry | undefined {
  const recipe = findRecipe(name);
  return recipe === undefined ? undefined : { name, bind: (options) => recipe.steps(options) };
}
