import { useState } from 'preact/hooks';
import type { DiffLine, Transformed } from '../worker/protocol.js';

/** So many lines are drawn before somebody asks for more. */
const PAGE = 600;

const SIGNS: Readonly<Record<DiffLine['kind'], string>> = { same: ' ', added: '+', removed: '−', gap: '' };
const WORDS: Readonly<Record<DiffLine['kind'], string>> = { same: '', added: 'added', removed: 'removed', gap: '' };

/** The lines that change, with what is around them. */
export function DiffView({ result }: { readonly result: Transformed | undefined }) {
  const [shown, show] = useState(PAGE);
  if (result === undefined) return <p class="empty">The lines that the steps change appear here.</p>;
  const { diff, changes } = result;
  if (diff === undefined) {
    return <p class="empty">Too many lines differ to be compared here; the list of changes is complete.</p>;
  }
  if (diff.length === 0) {
    return (
      <p class="empty">
        {changes.length === 0 ? 'Nothing changes: the domain is already as asked.' : 'The lines are the same.'}
      </p>
    );
  }
  return (
    <>
      <table class="diff">
        <caption class="hidden">Changed lines</caption>
        <thead class="hidden">
          <tr>
            <th scope="col">Line before</th>
            <th scope="col">Line after</th>
            <th scope="col">Change</th>
            <th scope="col">Text</th>
          </tr>
        </thead>
        <tbody>
          {diff.slice(0, shown).map((line, index) => (
            <tr key={index} class={line.kind}>
              <td class="number">{line.before}</td>
              <td class="number">{line.after}</td>
              <td class="sign">
                <span aria-hidden="true">{SIGNS[line.kind]}</span>
                <span class="hidden">{WORDS[line.kind]}</span>
              </td>
              <td class="text">{line.text}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {diff.length > shown && (
        <button type="button" class="more" onClick={() => show(shown + PAGE)}>
          {diff.length - shown} more lines
        </button>
      )}
    </>
  );
}
