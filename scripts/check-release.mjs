// Usage: node scripts/check-release.mjs TAG [FOLDER]
// Checks that the repository in FOLDER (here, where none is named) may be released as TAG: the tag is the version of
// package.json and of the lock, the changelog has a dated section of that version and says nothing of it under
// "Unreleased", and package.json names the repository that runs this ($GITHUB_REPOSITORY), as provenance wants it.
// Prints the section of the changelog, which are the notes of the release. Exits 1 with what is wrong on stderr.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [tag, folder = '.'] = process.argv.slice(2);
if (tag === undefined) {
  console.error('Usage: node scripts/check-release.mjs TAG [FOLDER]');
  process.exit(2);
}
const read = (name) => readFileSync(join(folder, name), 'utf8');
const { version, private: isPrivate, repository } = JSON.parse(read('package.json'));
const lock = JSON.parse(read('package-lock.json'));
const sections = readSections(read('CHANGELOG.md'));
const section = sections.find(({ name }) => name === version);
const unreleased = sections.find(({ name }) => name === 'Unreleased');

const problems = [
  tag === `v${version}` ? [] : `Expected tag "v${version}", found "${tag}"`,
  /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version) ? [] : `Expected a version such as 1.2.3, found "${version}"`,
  isPrivate === true ? 'package.json is private' : [],
  [lock.version, lock.packages[''].version].every((each) => each === version)
    ? []
    : `package-lock.json is of version "${lock.version}": npm install --package-lock-only`,
  section === undefined ? `CHANGELOG.md has no section "## [${version}] - DATE"` : [],
  section !== undefined && !isDate(section.date) ? `The section of ${version} in CHANGELOG.md has no date` : [],
  section?.text === '' ? `The section of ${version} in CHANGELOG.md is empty` : [],
  section !== undefined && (sections[0] !== unreleased || sections[1] !== section)
    ? `Expected ${version} right below "Unreleased" in CHANGELOG.md`
    : [],
  unreleased !== undefined && unreleased.text !== '' ? 'CHANGELOG.md has entries under "Unreleased"' : [],
  checkRepository(process.env.GITHUB_REPOSITORY),
].flat();

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
console.log(section.text);

/** The sections of a changelog: `## [1.2.3] - 2026-01-31`. */
function readSections(text) {
  const [, ...parts] = text.split(/^## (?=\[)/m);
  return parts.map((part) => {
    const [heading, ...lines] = part.split('\n');
    const [, name, date] = /^\[([^\]]+)\](?: - (\S+))?$/.exec(heading) ?? [];
    const body = lines.join('\n').replace(/^\[[^\]]+\]: \S+$/gm, '');
    return { name, date, text: body.trim() };
  });
}

function isDate(text) {
  return /^\d{4}-\d{2}-\d{2}$/.test(text ?? '') && !Number.isNaN(Date.parse(text));
}

/** npm refuses provenance where package.json names another repository than the one that the workflow runs in. */
function checkRepository(running) {
  if (running === undefined) return [];
  const url = typeof repository === 'string' ? repository : (repository?.url ?? '');
  const named = /github(?:\.com[/:]|:)([^/]+\/[^/]+?)(?:\.git)?$/.exec(url)?.[1];
  return named === running ? [] : [`Expected "repository" of package.json to be github.com/${running}, found "${url}"`];
}
