import { execFileSync } from 'node:child_process';

/** Make the site once for all tests; a dead link ends it. */
export default function setup(): void {
  execFileSync('npm', ['run', '--silent', 'docs'], { stdio: ['ignore', 'inherit', 'inherit'] });
}
