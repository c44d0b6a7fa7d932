/** Keys that choose from a list though it is closed. */
const CHOOSING = /^(Arrow(Up|Down|Left|Right)|Home|End|Page(Up|Down)|\S)$/;

/** Open a list whose choice is acted upon at once, where a key would choose before anybody has seen what there is. */
export function openList(event: KeyboardEvent): void {
  const list = event.currentTarget as HTMLSelectElement;
  if (event.ctrlKey || event.metaKey || event.altKey || !CHOOSING.test(event.key)) return;
  if (!CSS.supports('selector(:open)') || list.matches(':open')) return;
  event.preventDefault();
  list.showPicker();
}
