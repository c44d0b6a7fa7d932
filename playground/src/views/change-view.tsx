import type { Change } from 'libvirt-ptx';
import { useState } from 'preact/hooks';
import type { Transformed } from '../worker/protocol.js';

const PAGE = 200;
const WORDS: Readonly<Record<Change['op'], string>> = { add: 'Add', replace: 'Replace', remove: 'Remove' };

/** Every change with the step that asked for it and the reason. */
export function ChangeView({ result }: { readonly result: Transformed | undefined }) {
  const [shown, show] = useState(PAGE);
  if (result === undefined) return <p class="empty">Each change appears here with its reason.</p>;
  const { changes, warnings } = result;
  return (
    <>
      {warnings.map(({ message }) => (
        <p key={message} class="caution" role="note">
          <b>Note</b> {message}
        </p>
      ))}
      {changes.length === 0 && <p class="empty">Nothing changes.</p>}
      <ol class="changes">
        {changes.slice(0, shown).map((change, index) => (
          <li key={index} class={change.op}>
            <p class="what">
              <b>{WORDS[change.op]}</b> <code>{change.path}</code>
            </p>
            <p class="value">
              {change.before !== null && <del>{shorten(change.before)}</del>}
              {change.before !== null && change.after !== null && ' '}
              {change.after !== null && <ins>{shorten(change.after)}</ins>}
            </p>
            <p>
              {change.reason} <code class="by">{change.step}</code>
            </p>
          </li>
        ))}
      </ol>
      {changes.length > shown && (
        <button type="button" class="more" onClick={() => show(shown + PAGE)}>
          {changes.length - shown} more changes
        </button>
      )}
    </>
  );
}

function shorten(value: string): string {
  const line = value.replace(/>\s+</g, '><').replace(/\s+/g, ' ');
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}
