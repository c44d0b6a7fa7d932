import { quoteWords } from '../domain/shell-word.js';
import type { HostAction } from './action.js';

/** Say in one line what an action does. */
export function titleAction(action: HostAction): string {
  switch (action.kind) {
    case 'write-file':
      return `${action.precondition.kind === 'absent' ? 'Create' : 'Change'} ${action.path}`;
    case 'run-command':
      return `Run: ${quoteWords(action.argv)}`;
    case 'write-sysfs':
      return `Write "${action.value}" to ${action.path}`;
    case 'manual':
      return `By hand: ${action.title}`;
  }
}

/** Say in one line how an action is undone; undefined where nothing is left of it. */
export function titleUndo(action: HostAction): string | undefined {
  switch (action.kind) {
    case 'write-file':
      return `${action.undo.kind === 'remove-file' ? 'Remove' : 'Restore'} ${action.path}`;
    case 'run-command':
      return action.undo === null ? undefined : `Run: ${quoteWords(action.undo.argv)}`;
    case 'write-sysfs':
      return `Write "${action.undo.value}" to ${action.path}`;
    case 'manual':
      return undefined;
  }
}
