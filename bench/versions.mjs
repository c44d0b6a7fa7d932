import { spawnSync } from 'node:child_process';

const PROGRAMS = [
  ['virt-xml', ['--version']],
  ['xsltproc', ['--version']],
  ['xmllint', ['--version']],
];

/** Node and the peers that are programs, with their versions. */
export function listVersions() {
  const found = PROGRAMS.flatMap(([program, args]) => {
    const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
    const version = /\d[\d.]*/.exec(`${stdout}${stderr}`)?.[0];
    return status === 0 && version !== undefined ? [`${program} ${version}`] : [];
  });
  return [`Node ${process.version}`, ...found];
}
