import type { ComponentChildren } from 'preact';
import { openList } from './open-list.js';

interface PanelProps {
  readonly name: string;
  readonly title: string;
  readonly tools?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A part of the page that scrolls by itself. */
export function Panel({ name, title, tools, children }: PanelProps) {
  return (
    <section class={`panel ${name}`} aria-labelledby={`${name}-title`}>
      <header>
        <h2 id={`${name}-title`}>{title}</h2>
        {tools}
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      <div class="body" tabIndex={0}>
        {children}
      </div>
    </section>
  );
}

interface PickerProps {
  readonly label: string;
  readonly titles: readonly string[];
  onPick(index: number): void;
}

/** A list of samples to open. */
export function SamplePicker({ label, titles, onPick }: PickerProps) {
  return (
    <select
      aria-label={label}
      value=""
      onKeyDown={openList}
      onChange={({ currentTarget }) => {
        if (currentTarget.value !== '') onPick(Number(currentTarget.value));
        currentTarget.value = '';
      }}
    >
      <option value="">Samples…</option>
      {titles.map((title, index) => (
        <option key={title} value={index}>
          {title}
        </option>
      ))}
    </select>
  );
}

/** A button that opens a file of this computer. */
export function OpenButton({
  label,
  accept,
  onOpen,
}: {
  readonly label: string;
  readonly accept: string;
  onOpen(file: File): void;
}) {
  return (
    <label class="button">
      Open
      <input
        type="file"
        class="hidden"
        aria-label={label}
        accept={accept}
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          if (file !== undefined) onOpen(file);
          currentTarget.value = '';
        }}
      />
    </label>
  );
}
