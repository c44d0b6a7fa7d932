import { isEmpty, type Plan } from '../state.js';
import type { Refusal, Transformed } from '../worker/protocol.js';

interface VerdictProps {
  readonly plan: Plan;
  readonly text: string;
  readonly unreadable: Refusal | undefined;
  readonly refusal: Refusal | undefined;
  readonly result: Transformed | undefined;
  /** Go to the place in the text. */
  onGo(): void;
}

/** In one line what came of the steps. */
export function Verdict({ plan, text, unreadable, refusal, result, onGo }: VerdictProps) {
  if (unreadable !== undefined) return <Refused refusal={unreadable} onGo={onGo} />;
  if (refusal !== undefined) return <Refused refusal={refusal} onGo={undefined} />;
  if (text.trim() === '') return <p class="verdict-line">Paste a domain, or pick a sample, to begin.</p>;
  if (isEmpty(plan)) return <p class="verdict-line">Tick a recipe or add a step to see what it changes.</p>;
  if (result === undefined) return <p class="verdict-line">Working…</p>;
  const { changes, warnings } = result;
  const notes = warnings.length === 0 ? '' : `, ${warnings.length} to be known`;
  const count = changes.length === 1 ? '1 change' : `${changes.length} changes`;
  return (
    <p class="verdict-line done">
      <b>{changes.length === 0 ? 'Nothing to change' : count}</b>
      {notes}
    </p>
  );
}

function Refused({ refusal, onGo }: { readonly refusal: Refusal; readonly onGo: (() => void) | undefined }) {
  const { code, message, hint, step, location } = refusal;
  return (
    <div class="verdict-line refusal" role="alert">
      <p>
        <b>{code}</b>
        {step !== undefined && <code> {step}</code>}
        {location !== undefined && ` line ${location.line}, column ${location.column}`}: {message}
      </p>
      {hint !== undefined && <p class="help">{hint}</p>}
      {onGo !== undefined && location !== undefined && (
        <button type="button" onClick={onGo}>
          Show it
        </button>
      )}
    </div>
  );
}
