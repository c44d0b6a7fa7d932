import type { HostAction } from '../action.js';

/** What happens while a host is changed. */
export type HostProgress =
  | {
      readonly kind: 'action';
      readonly number: number;
      readonly of: number;
      readonly action: HostAction;
      readonly does: 'do' | 'skip' | 'undo';
    }
  | { readonly kind: 'output'; readonly text: string };

/** Told of what happens, when it happens. */
export type OnProgress = (progress: HostProgress) => void;
