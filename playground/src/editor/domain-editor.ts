import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { EditorState } from '@codemirror/state';
import { EditorView, highlightActiveLine, keymap, lineNumbers, placeholder } from '@codemirror/view';
import { highlight } from './highlight.js';
import { describeNote, type Note, noteField, setNotes } from './notes.js';
import { theme } from './theme.js';

/** What the page wants to know of the editor. */
export interface EditorEvents {
  /** The text is another one. */
  onChange(text: string): void;
  /** Another document was pasted over the whole of this one. */
  onPasteWhole(text: string): void;
  /** The cursor went to a note. */
  onVisit(description: string): void;
}

const PAUSE_MS = 120;

const HELP = 'Paste or drop a domain, or pick a sample';

/** The text of the domain: only the lines that are seen are in the page, and no byte is altered. */
export class DomainEditor {
  readonly #view: EditorView;
  readonly #events: EditorEvents;
  #notes: readonly Note[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parent: HTMLElement, events: EditorEvents) {
    this.#events = events;
    // In a shadow root the editor brings its styles as an object; a style element would break the policy.
    const root = parent.shadowRoot ?? parent.attachShadow({ mode: 'open' });
    root.replaceChildren();
    this.#view = new EditorView({ state: this.#createState(''), parent: root, root });
  }

  /** The text, byte for byte as it was loaded or typed. */
  get text(): string {
    return this.#view.state.sliceDoc();
  }

  /** Put another document in place of this one. */
  load(text: string): void {
    clearTimeout(this.#timer);
    // The notes of a text that is the same still hold: nobody would look for them again.
    if (text !== this.text) this.#view.setState(this.#createState(text));
    this.#events.onChange(text);
  }

  /** Change the text to another, so that the cursor stays and it can be undone. */
  replace(text: string): void {
    const { state } = this.#view;
    const [before, after] = [state.doc, state.toText(text)];
    const [old, next] = [before.toString(), after.toString()];
    const limit = Math.min(old.length, next.length);
    let start = 0;
    while (start < limit && old[start] === next[start]) start += 1;
    let tail = 0;
    while (tail < limit - start && old[old.length - 1 - tail] === next[next.length - 1 - tail]) tail += 1;
    const changes = { from: start, to: old.length - tail, insert: after.slice(start, next.length - tail) };
    this.#view.dispatch({ changes, userEvent: 'input.fix' });
  }

  /** Show notes in the text; offsets are those of the text as it was loaded. */
  show(notes: readonly Note[]): void {
    const isCrLf = this.#view.state.lineBreak === '\r\n';
    // The editor counts a line break as one, whatever it is written as.
    this.#notes = isCrLf ? notes.map((note) => shift(note, this.#view.state)) : notes;
    this.#view.dispatch({ effects: setNotes.of(this.#notes) });
  }

  /** Go to the next note, or back to the one before. */
  visit(direction: 1 | -1): boolean {
    const { head } = this.#view.state.selection.main;
    const ahead = this.#notes.filter(({ from }) => (direction > 0 ? from > head : from < head));
    const note = direction > 0 ? (ahead[0] ?? this.#notes[0]) : (ahead.at(-1) ?? this.#notes.at(-1));
    if (note === undefined) return false;
    this.goTo(note.from);
    this.#events.onVisit(describeNote(note));
    return true;
  }

  /** Put the cursor somewhere, in sight. */
  goTo(offset: number): void {
    const anchor = Math.min(offset, this.#view.state.doc.length);
    this.#view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) });
    this.#view.focus();
  }

  /** Tell of a change once the typing pauses: the whole text is too much for each key. */
  #announce(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#events.onChange(this.text), PAUSE_MS);
  }

  /** Mend the first note of the line that the cursor is in. */
  #fixHere(): boolean {
    const { doc, selection } = this.#view.state;
    const line = doc.lineAt(selection.main.head);
    const note = this.#notes.find(({ from, fix }) => fix !== undefined && from >= line.from && from <= line.to);
    note?.fix?.();
    return note !== undefined;
  }

  #createState(text: string): EditorState {
    return EditorState.create({
      doc: text,
      extensions: [
        EditorState.lineSeparator.of(lineBreakOf(text)),
        lineNumbers(),
        highlightActiveLine(),
        history(),
        highlight,
        noteField,
        theme,
        placeholder(HELP),
        EditorView.contentAttributes.of({
          'aria-label': 'Domain XML',
          tabindex: '0',
          spellcheck: 'false',
          autocapitalize: 'off',
          autocorrect: 'off',
        }),
        EditorView.domEventHandlers({ paste: (event, view) => this.#pasteWhole(event, view) }),
        EditorView.updateListener.of(({ docChanged }) => {
          if (docChanged) this.#announce();
        }),
        keymap.of([
          { key: 'F8', run: () => this.visit(1) },
          { key: 'Shift-F8', run: () => this.visit(-1) },
          { key: 'Alt-Enter', run: () => this.#fixHere() },
          ...defaultKeymap.filter(({ key }) => key !== 'Alt-Enter'),
          ...historyKeymap,
        ]),
      ],
    });
  }

  /** What is pasted over everything is a document of its own, with line breaks of its own. */
  #pasteWhole(event: ClipboardEvent, view: EditorView): boolean {
    const { main } = view.state.selection;
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (text === '' || main.from !== 0 || main.to !== view.state.doc.length) return false;
    event.preventDefault();
    this.#events.onPasteWhole(text);
    return true;
  }
}

/** Only a document that has CRLF throughout is split there; in any other one CR stays a character. */
function lineBreakOf(text: string): string {
  return text.includes('\r\n') && !/\r(?!\n)|(?<!\r)\n/.test(text) ? '\r\n' : '\n';
}

function shift(note: Note, { doc }: EditorState): Note {
  const from = doc.line(Math.min(note.line, doc.lines)).from + note.column - 1;
  return { ...note, from, to: from + (note.to - note.from) };
}
