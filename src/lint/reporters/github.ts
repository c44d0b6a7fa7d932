import { oneLine } from '../../domain/one-line.js';
import type { Severity } from '../finding.js';
import type { FileFindings } from '../report.js';

const COMMANDS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

/**
 * Write what was found as workflow commands of GitHub Actions, which become annotations of a pull request.
 *
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function formatGithub(files: readonly FileFindings[]): string {
  const lines = files.flatMap(({ path, findings }) =>
    findings.map(({ severity, ruleId, message, cure, line, column, endLine, endColumn }) => {
      // GitHub takes columns for one line only.
      const columns = endLine === line ? { col: column, endColumn } : {};
      const properties = { file: path, line, endLine, ...columns, title: `ptx ${ruleId}` };
      const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
      return `::${COMMANDS[severity]} ${list.join(',')}::${escapeData(`${oneLine(message)}. ${oneLine(cure)}`)}\n`;
    }),
  );
  return lines.join('');
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
