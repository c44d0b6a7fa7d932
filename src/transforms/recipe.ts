import type { z } from 'zod/mini';
import { PtxError } from '../errors.js';
import { onDemand, parseOptions, type Step, type StepFactory } from './transform.js';

/** One step of a recipe, as lists and help show it. */
export interface RecipePart {
  /** Name of the transform. */
  readonly transform: string;
  /** Why it is part of the recipe, and why in this place. */
  readonly why: string;
}

/** An ordered list of steps that belong together, apart from what a caller asks of it. */
export interface Recipe {
  /** Kebab-case; also the argument of `--recipe`. */
  readonly name: string;
  /** One sentence for lists and help. */
  readonly summary: string;
  /** The page that explains the whole. */
  readonly source: string;
  /** The one declaration of the options. */
  readonly options: z.ZodMiniType;
  /** The option that may stand first on the command line without its name. */
  readonly main?: string;
  /** An argument list for the help, such as `01:00,functions=0-1`. */
  readonly example: string;
  /** What it is made of, in order; options may leave parts out. */
  readonly parts: readonly RecipePart[];
  /**
   * Check options and make the steps.
   *
   * @throws PtxError OPTION_INVALID for options that do not fit
   */
  steps(options?: unknown): Step[];
}

/** A part that knows which step the options of the recipe ask for. */
interface PlannedPart<Options> extends RecipePart {
  /** The step, undefined where the options leave it out. */
  step(options: Options): Step | undefined;
}

/** Declares a part: the options of its step by those of the recipe, undefined to leave it out. */
type PartDeclaration<Options> = <StepOptions>(
  factory: StepFactory<StepOptions>,
  why: string,
  choose: (options: Options) => NoInfer<StepOptions> | undefined,
) => PlannedPart<Options>;

/** @internal Declare a recipe. */
export function defineRecipe<Schema extends z.ZodMiniType>(
  definition: Omit<Recipe, 'options' | 'parts' | 'steps'> & {
    /** Makes the schema, once and when it is needed. */
    readonly options: () => Schema;
    /** The parts, in order. */
    parts(part: PartDeclaration<z.output<Schema>>): readonly PlannedPart<z.output<Schema>>[];
  },
): Recipe {
  const { parts, options: schema, ...entry } = definition;
  const planned = parts((factory, why, choose) => ({
    transform: factory.definition.name,
    why,
    step(options) {
      const chosen = choose(options);
      return chosen === undefined ? undefined : factory.definition.step(chosen);
    },
  }));
  return Object.freeze({
    ...entry,
    get options() {
      return onDemand(schema);
    },
    parts: Object.freeze(planned.map(({ transform, why }) => Object.freeze({ transform, why }))),
    steps(options: unknown = {}): Step[] {
      const parsed = parseOptions({ ...entry, options: onDemand(schema) }, options);
      try {
        return planned.flatMap((each) => each.step(parsed) ?? []);
      } catch (error) {
        // The options are those of the recipe, whatever step complains about them.
        if (!(error instanceof PtxError)) throw error;
        const { code, message, option, hint } = error;
        throw new PtxError(code, message, { step: definition.name, option, hint, cause: error });
      }
    },
  });
}
