// Usage: node kill-child.mjs DIST ROOT PLAN apply|rollback ID|- KILL_AT
//
// Do a plan to the host in a folder, or take a record back, and be killed with SIGKILL at the KILL_AT-th change of a file;
// 0 kills at none. Every call of the system that changes something is such a point: it is killed before the call, and
// where bytes are written after half of them. Prints the points that were passed, one a line.
import { appendFileSync, readdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';

const [dist, root, planFile, verb, id, killAt] = process.argv.slice(2);
let passed = 0;

function point(label) {
  passed += 1;
  writeSync(1, `${label.replaceAll(root, '')}\n`);
  return passed === Number(killAt);
}

function kill() {
  process.kill(process.pid, 'SIGKILL');
  // The signal counts at once; this is for the reader.
  for (;;);
}

for (const name of ['mkdir', 'rename', 'rm', 'rmdir', 'link']) {
  const call = fs[name];
  fs[name] = async (...args) => {
    if (
      point(
        `${name} ${args
          .slice(0, 2)
          .filter((arg) => typeof arg === 'string')
          .join(' ')}`,
      )
    )
      kill();
    return call(...args);
  };
}
const { open } = fs;
fs.open = async (path, flags, ...rest) => {
  const isWrite = typeof flags === 'string' && flags !== 'r';
  if (isWrite && point(`open ${path}`)) kill();
  const handle = await open(path, flags, ...rest);
  if (!isWrite) return handle;
  for (const name of ['chown', 'chmod', 'sync']) {
    const call = handle[name].bind(handle);
    handle[name] = async (...args) => {
      if (point(`${name} ${path}`)) kill();
      return call(...args);
    };
  }
  const { writeFile } = handle;
  handle.writeFile = async (content) => {
    if (point(`write ${path}`)) {
      const bytes = Buffer.from(content);
      await handle.write(bytes.subarray(0, bytes.length >> 1));
      kill();
    }
    return writeFile.call(handle, content);
  };
  return handle;
};
syncBuiltinESMExports();

/** Stands in for every program: what it makes follows from the configuration, and it is killed in the middle too. */
async function run([program]) {
  const made = join(root, 'boot', `made-by-${program}`);
  if (point(`run ${program}`)) kill();
  writeFileSync(made, 'half');
  if (point(`run ${program}, in the middle`)) kill();
  writeFileSync(made, '');
  for (const folder of ['etc/modprobe.d', 'etc/default', 'etc/default/grub.d', 'etc/initramfs-tools']) {
    for (const name of list(join(root, folder)))
      appendFileSync(made, `${name}\n${readFileSync(join(root, folder, name))}`);
  }
  if (point(`run ${program}, at its end`)) kill();
  return { problem: null, output: '' };
}

function list(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .sort();
  } catch {
    return [];
  }
}

const options = { root, chroot: true };
if (verb === 'apply') {
  const { applyWith } = await import(join(dist, 'host/node/apply-plan.js'));
  await applyWith(JSON.parse(readFileSync(planFile, 'utf8')), options, run);
} else {
  const { rollbackWith } = await import(join(dist, 'host/node/rollback-record.js'));
  await rollbackWith(id, options, run);
}
