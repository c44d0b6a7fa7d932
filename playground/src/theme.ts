/** Dark or light. */
export type Theme = 'dark' | 'light';

const KEY = 'theme';

/** The theme that was chosen last, else the one of the system. */
export function firstTheme(): Theme {
  const kept = storage()?.getItem(KEY);
  if (kept === 'dark' || kept === 'light') return kept;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** Use a theme. */
export function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
}

/** Use a theme, now and next time. */
export function chooseTheme(theme: Theme): void {
  applyTheme(theme);
  storage()?.setItem(KEY, theme);
}

/** Undefined where the browser keeps nothing. */
function storage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}
