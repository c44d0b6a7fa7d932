import { readFileSync, writeFileSync } from 'node:fs';

const REGION = /(<!-- evidence: (\S+) -->\n)[\s\S]*?(<!-- end evidence -->)/g;

type Row<Column extends string> = { readonly [Name in Column]?: string };

/** Write tables that a run observed to their places in a page, by the name of each place; the others stay as they are. */
export function fillTables(page: string, tables: ReadonlyMap<string, string>): void {
  const left = new Map(tables);
  const before = readFileSync(page, 'utf8');
  const after = before.replace(REGION, (all, open: string, group: string, close: string) => {
    const table = left.get(group);
    left.delete(group);
    return table === undefined ? all : `${open}\n${table}\n${close}`;
  });
  if (left.size > 0) throw new Error(`${page} has no place for ${[...left.keys()].join(', ')}`);
  if (after !== before) writeFileSync(page, after);
}

/** Read the lines of the tables in a page, by the name of each place, without their heads. */
export function readTables(page: string): ReadonlyMap<string, readonly string[]> {
  const regions = [...readFileSync(page, 'utf8').matchAll(REGION)];
  return new Map(regions.map(([text, , group = '']) => [group, (text.match(/^\|.*\n/gm) ?? []).slice(2)]));
}

/** Format a table of the columns that the first row has. */
export function formatTable<Column extends string>(
  headings: Readonly<Record<Column, string>>,
  rows: readonly Row<Column>[],
): string {
  const columns = (Object.keys(headings) as Column[]).filter((column) => rows[0]?.[column] !== undefined);
  const head = [columns.map((column) => headings[column]), columns.map(() => '---')];
  return [...head.map(formatLine), ...rows.map((row) => formatRow(columns, row))].join('');
}

/** Format one line of such a table. */
export function formatRow<Column extends string>(columns: readonly Column[], row: Row<Column>): string {
  return formatLine(columns.map((column) => escapeCell(row[column] ?? '')));
}

function formatLine(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`;
}

function escapeCell(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('|', '\\|');
}
