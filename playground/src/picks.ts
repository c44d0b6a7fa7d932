import { createEntry, type Plan } from './state.js';
import type { HostCard } from './worker/protocol.js';

const ADD = 'add-pci-hostdev';

/** True where the plan passes functions of this slot through. */
export function isPicked({ recipe, steps }: Plan, slot: string): boolean {
  return (
    slotOf(recipe?.texts.address) === slot ||
    steps.some(({ name, texts }) => name === ADD && slotOf(texts.address) === slot)
  );
}

/** Pass a card through with all that it takes along; the recipe gets it where its card is still open. */
export function pick(plan: Plan, { slot, passthrough }: HostCard, takesAddress: boolean): Plan {
  const slots = new Map<string, number[]>();
  for (const address of passthrough.set) {
    const functions = slots.get(slotOf(address)) ?? [];
    slots.set(slotOf(address), [...functions, Number(address.at(-1))]);
  }
  const texts = (each: string) => textsFor(each, slots.get(each) ?? [0]);
  const isOpen = takesAddress && plan.recipe !== undefined && (plan.recipe.texts.address ?? '') === '';
  const recipe =
    isOpen && plan.recipe ? { ...plan.recipe, texts: { ...plan.recipe.texts, ...texts(slot) } } : plan.recipe;
  const missing = [...slots.keys()].filter((each) => !isPicked({ ...plan, recipe }, each));
  return { recipe, steps: [...plan.steps, ...missing.map((each) => createEntry(ADD, texts(each)))] };
}

/** Leave a card with the host, and what went along with it. */
export function unpick({ recipe, steps }: Plan, { passthrough }: HostCard): Plan {
  const slots = passthrough.set.map(slotOf);
  const isGone = (address: string | undefined) => slots.includes(slotOf(address));
  const { address, functions, ...others } = recipe?.texts ?? {};
  return {
    recipe: recipe !== undefined && isGone(address) ? { ...recipe, texts: others as Record<string, string> } : recipe,
    steps: steps.filter(({ name, texts }) => name !== ADD || !isGone(texts.address)),
  };
}

function textsFor(slot: string, functions: readonly number[]): Record<string, string> {
  const [first = 0] = functions;
  return functions.length === 1
    ? { address: `${slot}.${first}` }
    : { address: slot, functions: formatFunctions(functions) };
}

/** Functions of a card as ptx takes them: `0-3` where none between them is left out. */
function formatFunctions(functions: readonly number[]): string {
  const [first = 0, last = first] = [functions[0], functions.at(-1)];
  return last - first === functions.length - 1 ? `${first}-${last}` : functions.join(',');
}

function slotOf(address = ''): string {
  const full = /^[0-9a-f]{4}:/i.test(address) ? address : `0000:${address}`;
  return full.replace(/\.[0-7]$/, '').toLowerCase();
}
