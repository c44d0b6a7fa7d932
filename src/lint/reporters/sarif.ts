import { LineIndex } from '../../xml/line-index.js';
import type { Finding, Severity } from '../finding.js';
import { fingerprintOf } from '../fingerprint.js';
import type { TextEdit } from '../fix-edits.js';
import { rules } from '../registry.js';
import type { LintedFile } from '../report.js';
import { type Rule, ruleUrl } from '../rule.js';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

/** The edits that would mend findings, by finding. */
export type FixEdits = ReadonlyMap<Finding, TextEdit>;

/**
 * Write what was found as a SARIF 2.1.0 log of one run, with the rules that have something to say, their help, and
 * fingerprints that stay when lines move.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function formatSarif(files: readonly LintedFile[], version: string, edits: FixEdits = new Map()): string {
  const used = new Set(files.flatMap(({ findings }) => findings.map(({ ruleId }) => ruleId)));
  const described = rules.filter(({ name }) => used.has(name));
  const indexes = new Map(described.map(({ name }, index) => [name, index]));
  const run = {
    tool: {
      driver: {
        name: 'ptx',
        version,
        informationUri: 'https://www.npmjs.com/package/libvirt-ptx',
        rules: described.map(describeRule),
      },
    },
    columnKind: 'utf16CodeUnits',
    results: files.flatMap((file) => describeFile(file, indexes, edits)),
  };
  return `${JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, null, 2)}\n`;
}

function describeRule({ name, summary, why, severity, isOnByDefault, messages, class: kind }: Rule): object {
  const cures = [...new Set(Object.values(messages).map(({ cure }) => cure))];
  return {
    id: name,
    shortDescription: { text: summary },
    fullDescription: { text: why },
    help: { text: `${why}\n\n${cures.map((cure) => `- ${cure}`).join('\n')}` },
    helpUri: ruleUrl(name),
    defaultConfiguration: { level: LEVELS[severity], enabled: isOnByDefault },
    properties: { tags: [kind] },
  };
}

function describeFile(file: LintedFile, indexes: ReadonlyMap<string, number>, edits: FixEdits): object[] {
  const artifactLocation = { uri: uriOf(file.path) };
  const lines = new LineIndex(file.source);
  const seen = new Map<string, number>();
  return file.findings.map((finding) => {
    const { ruleId, message, cure, severity, line, column, endLine, endColumn, path } = finding;
    const print = fingerprintOf(finding);
    const ordinal = (seen.get(print) ?? 0) + 1;
    seen.set(print, ordinal);
    const edit = edits.get(finding);
    return {
      ruleId,
      ruleIndex: indexes.get(ruleId),
      level: LEVELS[severity],
      message: { text: `${message}. ${cure}` },
      locations: [
        {
          physicalLocation: {
            artifactLocation,
            region: { startLine: line, startColumn: column, endLine, endColumn },
          },
          logicalLocations: [{ fullyQualifiedName: path, kind: 'element' }],
        },
      ],
      partialFingerprints: { 'ptxPath/v1': `${print}:${ordinal}` },
      ...(edit === undefined ? {} : { fixes: [describeFix(finding, edit, artifactLocation, lines)] }),
    };
  });
}

function describeFix({ cure }: Finding, { start, end, text }: TextEdit, artifactLocation: object, lines: LineIndex) {
  const [from, to] = [lines.locate(start), lines.locate(end)];
  const deletedRegion = { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column };
  return {
    description: { text: cure },
    artifactChanges: [{ artifactLocation, replacements: [{ deletedRegion, insertedContent: { text } }] }],
  };
}

/** A path as a URI reference: relative to where the run took place, unless it is absolute. */
function uriOf(path: string): string {
  const encoded = path.toWellFormed().split('/').map(encodeURIComponent).join('/');
  if (encoded.startsWith('/')) return `file://${encoded}`;
  return encoded.replace(/^(\.\/)+/, '');
}
