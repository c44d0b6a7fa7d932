import { escapeControls } from '../domain/one-line.js';
import type { DiagnosedMessage, LogDiagnosis } from '../host/diagnose.js';
import type { Paint } from './color.js';
import { row } from './layout.js';

const WIDTH = 100;
/** Where values begin. */
const COLUMN = 13;

/** Write what was found in a log for people: each message with its cause and cure. */
export function formatDiagnosis({ lines, messages }: LogDiagnosis, paint: Paint): string {
  if (messages.length === 0)
    return `No message about passthrough is known among ${lines === 1 ? '1 line' : `${lines} lines`}\n`;
  return messages.map((message) => formatMessage(message, paint)).join('\n');
}

function formatMessage(message: DiagnosedMessage, paint: Paint): string {
  const { id, cause, cure, prevents } = message;
  const rows = [row('  Cause', cause, COLUMN, WIDTH), row('  Cure', cure, COLUMN, WIDTH)];
  // A command stays on one line, so that it can be copied.
  const command = prevents === null ? [] : [`${'  With ptx'.padEnd(COLUMN)}${paint('host', prevents)}\n`];
  return [
    `${paint('title', id)}  ${describePlace(message)}\n`,
    `  ${paint('note', escapeControls(message.text))}\n`,
    ...rows,
    ...command,
  ].join('');
}

function describePlace({ where, count, line, lastLine }: DiagnosedMessage): string {
  return `${where}, line ${line}${count === 1 ? '' : `, ${count} times up to line ${lastLine}`}`;
}
