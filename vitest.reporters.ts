/** The usual output, and counts as JSON in the folder that PTX_TEST_REPORT names. */
export function reporters(name: string): ('default' | ['json', { outputFile: string }])[] {
  const folder = process.env.PTX_TEST_REPORT;
  return folder === undefined ? ['default'] : ['default', ['json', { outputFile: `${folder}/${name}.json` }]];
}
