import { createEntry, type Plan, type StepEntry } from '../state.js';
import type { Catalog, CatalogEntry, Refusal } from '../worker/protocol.js';
import { openList } from './open-list.js';
import { OptionFields } from './option-fields.js';

interface PlanProps {
  readonly catalog: Catalog | undefined;
  readonly plan: Plan;
  readonly refusal: Refusal | undefined;
  onChange(plan: Plan): void;
}

/** What is asked for: a recipe to tick, and a list of steps to build. */
export function PlanView({ catalog, plan, refusal, onChange }: PlanProps) {
  if (catalog === undefined) return <p class="empty">Loading the catalogue…</p>;
  const { recipe, steps } = plan;
  return (
    <>
      <fieldset class="recipes">
        <legend>Recipe</legend>
        <RecipeChoice
          name="No recipe"
          isTicked={recipe === undefined}
          onTick={() => onChange({ ...plan, recipe: undefined })}
        />
        {catalog.recipes.map((entry) => (
          <div key={entry.name} class={recipe?.name === entry.name ? 'recipe ticked' : 'recipe'}>
            <RecipeChoice
              name={entry.name}
              summary={entry.summary}
              isTicked={recipe?.name === entry.name}
              onTick={() => onChange({ ...plan, recipe: { name: entry.name, texts: keepCommon(recipe, entry) } })}
            />
            {recipe?.name === entry.name && (
              <div class="form">
                <Refused refusal={refusal} index={-1} />
                <OptionFields
                  id={`recipe-${entry.name}`}
                  options={entry.options}
                  texts={recipe.texts}
                  refused={refusal?.index === -1 ? refusal.option : undefined}
                  onChange={(texts) => onChange({ ...plan, recipe: { ...recipe, texts } })}
                />
                <Parts entry={entry} />
              </div>
            )}
          </div>
        ))}
      </fieldset>
      <h3>Steps{recipe === undefined ? '' : ' after the recipe'}</h3>
      {steps.length === 0 && (
        <p class="empty">No steps yet. They run in their order, each on what the ones before it left.</p>
      )}
      <ol class="steps">
        {steps.map((step, index) => (
          <StepForm key={step.key} {...{ catalog, plan, step, index, refusal, onChange }} />
        ))}
      </ol>
      <label class="add">
        <span class="hidden">Add a step</span>
        <select
          value=""
          onKeyDown={openList}
          onChange={({ currentTarget }) => {
            if (currentTarget.value !== '') onChange({ ...plan, steps: [...steps, createEntry(currentTarget.value)] });
            currentTarget.value = '';
          }}
        >
          <option value="">Add a step…</option>
          {catalog.transforms.map(({ name, summary }) => (
            <option key={name} value={name}>
              {name}: {summary}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly summary?: string;
  readonly isTicked: boolean;
  onTick(): void;
}

function RecipeChoice({ name, summary, isTicked, onTick }: ChoiceProps) {
  return (
    <label class="choice">
      <input type="radio" name="recipe" checked={isTicked} onChange={onTick} />
      <span>
        {summary === undefined ? name : <code>{name}</code>}
        {summary !== undefined && <span class="help">{summary}</span>}
      </span>
    </label>
  );
}

function Parts({ entry }: { readonly entry: CatalogEntry }) {
  return (
    <details>
      <summary>What it is made of, and why in this order</summary>
      <ol class="parts">
        {entry.parts.map(({ transform, why }) => (
          <li key={transform}>
            <code>{transform}</code> <span class="help">{why}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}

interface StepProps extends PlanProps {
  readonly catalog: Catalog;
  readonly step: StepEntry;
  readonly index: number;
}

function StepForm({ catalog, plan, step, index, refusal, onChange }: StepProps) {
  const { steps } = plan;
  const entry = catalog.transforms.find(({ name }) => name === step.name);
  const withSteps = (changed: readonly StepEntry[]) => onChange({ ...plan, steps: changed });
  const move = (by: number) => {
    if (steps[index + by] === undefined) return;
    const others = steps.filter((each) => each !== step);
    withSteps([...others.slice(0, index + by), step, ...others.slice(index + by)]);
  };
  return (
    <li class="step">
      <div class="step-head">
        <code>{step.name}</code>
        <span class="buttons">
          <button
            type="button"
            class="icon"
            aria-label={`Move ${step.name} up`}
            aria-disabled={index === 0}
            onClick={() => move(-1)}
          >
            ↑
          </button>
          <button
            type="button"
            class="icon"
            aria-label={`Move ${step.name} down`}
            aria-disabled={index === steps.length - 1}
            onClick={() => move(1)}
          >
            ↓
          </button>
          <button
            type="button"
            class="icon"
            aria-label={`Remove ${step.name}`}
            onClick={({ currentTarget }) => {
              // The button goes away, and the keyboard must not start anew at the top of the page.
              const list = currentTarget.closest('.body')?.querySelector<HTMLElement>('.add select');
              list?.focus({ preventScroll: true });
              withSteps(steps.filter((each) => each !== step));
            }}
          >
            ✕
          </button>
        </span>
      </div>
      <p class="help">{entry?.summary}</p>
      <Refused refusal={refusal} index={index} />
      <OptionFields
        id={`step-${step.key}`}
        options={entry?.options ?? []}
        texts={step.texts}
        refused={refusal?.index === index ? refusal.option : undefined}
        onChange={(texts) => withSteps(steps.map((each) => (each === step ? { ...step, texts } : each)))}
      />
    </li>
  );
}

/** What is wrong with the options of this one. */
function Refused({ refusal, index }: { readonly refusal: Refusal | undefined; readonly index: number }) {
  if (refusal?.index !== index) return null;
  return (
    <p class="refused">
      <code>{refusal.code}</code> {refusal.message}
    </p>
  );
}

/** What was filled in for one recipe holds for the next, as far as it has the same options. */
function keepCommon(from: Plan['recipe'], { options }: CatalogEntry): Record<string, string> {
  return Object.fromEntries(
    Object.entries(from?.texts ?? {}).filter(([name]) => options.some((option) => option.name === name)),
  );
}
