import { type Range, StateEffect, StateField, type Text } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, WidgetType } from '@codemirror/view';

/** Something that stands in the text at its place: a finding, or the place where the text cannot be read. */
export interface Note {
  readonly from: number;
  readonly to: number;
  readonly severity: 'error' | 'warning' | 'info';
  readonly line: number;
  readonly column: number;
  /** The rule, or the code of the refusal. */
  readonly title: string;
  readonly message: string;
  readonly cure: string;
  /** Mends it; undefined where only a person can. */
  readonly fix: (() => void) | undefined;
}

const WORDS: Readonly<Record<Note['severity'], string>> = { error: 'Error', warning: 'Warning', info: 'Note' };

/** More would bury the text; the count above it tells how many there are. */
const MAX_NOTES = 400;

/** Replaces all notes. */
export const setNotes = StateEffect.define<readonly Note[]>();

/** `12:5 error kvm-single: message`, for a reader that hears it. */
export function describeNote({ line, column, severity, message, cure }: Note): string {
  return `Line ${line}, column ${column}. ${WORDS[severity]}: ${message}. ${cure}`;
}

class NoteWidget extends WidgetType {
  readonly #note: Note;

  constructor(note: Note) {
    super();
    this.#note = note;
  }

  override eq(other: NoteWidget): boolean {
    const [a, b] = [this.#note, other.#note];
    return a.message === b.message && a.line === b.line && a.column === b.column && a.fix === b.fix;
  }

  override toDOM(): HTMLElement {
    const { severity, line, column, title, message, cure, fix } = this.#note;
    const box = element('div', `note ${severity}`);
    box.setAttribute('role', 'note');
    box.setAttribute('aria-label', `${WORDS[severity]} in line ${line}`);
    const text = element('p', 'message');
    text.append(element('span', 'where', `${line}:${column} ${WORDS[severity]}`), `${message}. `);
    text.append(element('code', 'title', title));
    box.append(text, element('p', 'cure', cure));
    if (fix !== undefined) {
      const button = element('button', 'fix', 'Fix');
      button.setAttribute('type', 'button');
      button.setAttribute('aria-label', `Fix line ${line}: ${message}`);
      button.addEventListener('click', fix);
      box.append(button);
    }
    return box;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

function element(tag: string, className: string, text = ''): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

function decorate(doc: Text, notes: readonly Note[]): DecorationSet {
  const ranges = notes.slice(0, MAX_NOTES).flatMap((note): Range<Decoration>[] => {
    const from = Math.min(note.from, doc.length);
    const line = doc.lineAt(from);
    // An element may be long: its first line is enough to find it.
    const to = Math.min(Math.max(note.to, from + 1), line.to);
    const mark = Decoration.mark({ class: `mark ${note.severity}` });
    const below = Decoration.widget({ widget: new NoteWidget(note), block: true, side: 1 });
    return [...(to > from ? [mark.range(from, to)] : []), below.range(line.to)];
  });
  return Decoration.set(ranges, true);
}

/** The notes that are shown; while somebody types they move along with the text. */
export const noteField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(shown, transaction) {
    const fresh = transaction.effects.find((effect) => effect.is(setNotes));
    return fresh === undefined ? shown.map(transaction.changes) : decorate(transaction.state.doc, fresh.value);
  },
  provide: (field) => EditorView.decorations.from(field),
});
