/** What could steer a terminal, turn the order of what is read around, or stand in no XML document. */
const STEERING = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu;

/** Fold white space, and escape what could steer a terminal. */
export function oneLine(text: string): string {
  return escapeControls(text.replace(/\s+/g, ' '));
}

/** Escape what could steer a terminal; white space stays as it is, but for what is no space. */
export function escapeControls(text: string): string {
  return text.replace(STEERING, escapeControl);
}

/** The same, without the ends of lines and tabs. */
const STEERING_IN_LINE = new RegExp(`(?!\\r?\\n|\\t)${STEERING.source}`, STEERING.flags);

/** Escape what could steer a terminal in text of several lines: tabs and the ends of lines stay. */
export function escapeLines(text: string): string {
  return text.replace(STEERING_IN_LINE, escapeControl);
}

function escapeControl(control: string): string {
  const code = control.charCodeAt(0).toString(16);
  return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u${code}`;
}
