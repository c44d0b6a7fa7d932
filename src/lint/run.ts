import type { Domain } from '../domain/domain.js';
import type { DomainReader } from '../domain/domain-reader.js';
import { DomainView } from '../domain/domain-reader.js';
import { DomainContext, type LintSurroundings } from './context.js';
import type { Finding } from './finding.js';
import { type Place, pathOfPart, placeOf, type Span, spanOf } from './place.js';
import { type Report, ruleUrl } from './rule.js';
import { RuleSubjects } from './rule-subjects.js';
import { unusedSuppression } from './rules/unused-suppression.js';
import { type ActiveRule, type LintOptions, type LintPlan, planLint } from './settings.js';
import { Silence } from './silence.js';
import { asksForSilence } from './suppression.js';

/**
 * Look for what will not work in a domain, in the order of the document. Pure: nothing is changed.
 *
 * @throws PtxError OPTION_INVALID for options that do not fit
 */
export function lintDomain(domain: Domain, options?: LintOptions): Finding[] {
  if (options !== undefined) return runLint(new DomainView(domain), planLint(options));
  usualPlan ??= planLint({});
  return runLint(new DomainView(domain), usualPlan);
}

/** What is done where nobody says otherwise. */
let usualPlan: LintPlan | undefined;

/** @internal The same with a plan that serves many domains, and a view that serves whoever looks at the domain. */
export function runLint(view: DomainView, plan: LintPlan): Finding[] {
  const { domain, lines } = view;
  const reports = collectReports(plan.active, view, plan.surroundings);
  if (reports.length === 0 && !asksForSilence(domain.xml)) return [];
  const silence = new Silence(domain.xml, lines);
  const found: { readonly span: Span; readonly finding: Finding }[] = [];
  const add = (active: ActiveRule, report: Report, span: Span, path: string) =>
    found.push({ span, finding: describeFinding(active, report, placeOf(span, path, lines)) });
  for (const { active, report } of reports) {
    const span = spanOf(report);
    if (silence.covers(active.rule.name, span.start)) continue;
    add(active, report, span, pathOfPart(view.pathOf(report.at), report.part));
  }
  const watcher = silence.isEmpty ? undefined : plan.active.find(({ rule }) => rule.name === unusedSuppression.name);
  if (watcher !== undefined) {
    // Rules about other domains, or about a host that nobody names, may have something to say elsewhere.
    const isHostKnown = plan.surroundings.host !== undefined;
    const asked = plan.active.filter(({ rule }) => rule.fleet === undefined && (isHostKnown || !rule.needsHost));
    const ran = new Set(asked.map(({ rule }) => rule.name));
    for (const { suppression, ...report } of silence.listUnused(ran)) {
      add(watcher, { ...report, at: domain.root }, suppression, '/domain');
    }
  }
  return found
    .sort((a, b) => a.span.start - b.span.start || (a.finding.ruleId < b.finding.ruleId ? -1 : 1))
    .map(({ finding }) => finding);
}

/** @internal What a rule has to say. */
export interface RuleReport {
  readonly active: ActiveRule;
  readonly report: Report;
}

/** @internal What rules have to say of a domain, in their order. */
export function collectReports(
  rules: readonly ActiveRule[],
  domain: DomainReader,
  surroundings: LintSurroundings,
): RuleReport[] {
  const reports: RuleReport[] = [];
  let active: ActiveRule;
  const context = new DomainContext(domain, surroundings, (report) => reports.push({ active, report }));
  const isHostKnown = surroundings.host !== undefined || surroundings.roms.size > 0;
  for (active of selectRules(rules, domain)) {
    if (active.rule.needsHost && !isHostKnown) continue;
    context.options = active.options;
    active.rule.check(context);
  }
  return reports;
}

/** @internal What one rule has to say, whether or not the domain has what it is about. */
export function checkRule({ rule, options }: ActiveRule, domain: DomainReader, known: LintSurroundings): Report[] {
  const reports: Report[] = [];
  const context = new DomainContext(domain, known, (report) => reports.push(report));
  context.options = options;
  rule.check(context);
  return reports;
}

/** What the rules of a plan are about, which is the same for each of its domains. */
const subjects = new WeakMap<readonly ActiveRule[], RuleSubjects<ActiveRule>>();

/** @internal The rules that may have something to say of a domain, in their order. */
export function selectRules(rules: readonly ActiveRule[], domain: DomainReader): readonly ActiveRule[] {
  const known = subjects.get(rules) ?? new RuleSubjects(rules);
  subjects.set(rules, known);
  return known.select(domain);
}

/** @internal What a rule says, for people and programs. */
export function describeFinding(
  { rule, severity }: ActiveRule,
  report: Pick<Report, 'message' | 'data' | 'fix'>,
  place: Place,
): Finding {
  const message = rule.messages[report.message];
  if (message === undefined) throw new Error(`Rule ${rule.name} has no message ${report.message}`);
  return {
    ruleId: rule.name,
    messageId: report.message,
    message: fill(message.text, report.data),
    cure: fill(message.cure, report.data),
    severity: severity ?? message.severity ?? rule.severity,
    ...place,
    url: ruleUrl(rule.name),
    fixable: report.fix !== undefined,
  };
}

function fill(text: string, data: Report['data'] = {}): string {
  if (!text.includes('{')) return text;
  return text.replace(/\{(\w+)\}/g, (all, name: string) => (Object.hasOwn(data, name) ? String(data[name]) : all));
}
