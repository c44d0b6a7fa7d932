import type { Domain } from '../domain/domain.js';
import { DomainView } from '../domain/domain-reader.js';
import { hideSecrets } from '../domain/hide-secrets.js';
import type { Finding } from '../lint/finding.js';
import { formatLintText } from '../lint/reporters/text.js';
import { secretAbsent } from '../lint/rules/secret-absent.js';
import { runLint } from '../lint/run.js';
import type { LintPlan } from '../lint/settings.js';
import type { Paint } from './color.js';
import type { RomFiles } from './rom-files.js';

/** What lint says of a domain before and after an edit. */
export interface EditFindings {
  /** What the edit brings. */
  readonly brought: readonly Finding[];
  /** What was there before and still is. */
  readonly kept: readonly Finding[];
  /** The text that the places are of. */
  readonly source: string;
}

/**
 * Compare what is found in a domain before and after. Secrets are hidden and no finding: this is libvirt's own copy, which
 * nobody passes on.
 *
 * @param roms what ROM files hold, where the domain runs on this machine
 */
export async function compareFindings(
  before: Domain,
  after: Domain,
  plan: LintPlan,
  roms: RomFiles | undefined,
): Promise<EditFindings> {
  const active = plan.active.filter(({ rule }) => rule !== secretAbsent);
  const lint = async (domain: Domain) => {
    const view = new DomainView(domain);
    const surroundings = roms === undefined ? plan.surroundings : { ...plan.surroundings, roms: await roms.read(view) };
    return runLint(view, { active, surroundings });
  };
  const shown = hideSecrets(after);
  const known = new Map<string, number>();
  for (const finding of await lint(hideSecrets(before))) known.set(gist(finding), (known.get(gist(finding)) ?? 0) + 1);
  const [brought, kept]: [Finding[], Finding[]] = [[], []];
  for (const finding of await lint(shown)) {
    const count = known.get(gist(finding)) ?? 0;
    known.set(gist(finding), count - 1);
    (count > 0 ? kept : brought).push(finding);
  }
  return { brought, kept, source: shown.xml };
}

/** What tells a finding from others; its place does not, as an edit moves what stands behind it. */
function gist({ ruleId, messageId, message }: Finding): string {
  return `${ruleId} ${messageId} ${message}`;
}

/** Write what an edit brings, and the errors that were there; empty where there is nothing to say. */
export function formatEditFindings(name: string, { brought, kept, source }: EditFindings, paint: Paint): string {
  const errors = kept.filter(({ severity }) => severity === 'error');
  const others = kept.length - errors.length;
  const block = (title: string, findings: readonly Finding[]) =>
    findings.length === 0
      ? []
      : [
          `${paint('title', title)}\n${formatLintText([{ path: name, findings, source }], paint).replace(/\n[^\n]*\n$/, '')}`,
        ];
  const rest = others === 0 ? [] : [`Lint found ${others} more before, and still does: no error.\n`];
  return [
    ...block('What lint finds in what the edit brings:', brought),
    ...block('Errors that lint found before, and still does:', errors),
    ...rest,
  ].join('\n');
}
