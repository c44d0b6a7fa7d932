import type { Domain } from '../domain/domain.js';
import { DomainView } from '../domain/domain-reader.js';
import { canonicalUuid } from '../domain/uuid.js';
import type { Location } from '../errors.js';
import { LineIndex } from '../xml/line-index.js';
import { readForRules } from './context.js';
import type { Finding } from './finding.js';
import { type Place, pathOfPart, placeOf, spanOf } from './place.js';
import type { FileFindings } from './report.js';
import type { FleetIdentity } from './rule.js';
import { describeFinding } from './run.js';
import { type ActiveRule, type LintOptions, type LintPlan, planLint } from './settings.js';
import { Silence } from './silence.js';

/** A domain, and the file that it is in. */
export interface FleetFile {
  readonly path: string;
  readonly domain: Domain;
}

/** @internal What is compared of a domain: it holds on to no document. */
export interface FleetMember extends FleetIdentity {
  readonly claims: readonly PlacedClaim[];
}

/** @internal What is found in a file, and where comments keep more of that silent. */
export interface FleetFindings extends FileFindings {
  readonly silencedAt: readonly Location[];
}

interface PlacedClaim {
  readonly active: ActiveRule;
  readonly thing: string;
  readonly place: Place;
  /** Where comments ask for silence about it. */
  readonly silencedAt: readonly Location[];
}

/**
 * Look for what domains take from each other, such as one UUID, MAC address or device for two. Pure.
 *
 * @returns what is found in each file, in their order
 * @throws PtxError OPTION_INVALID for options that do not fit
 */
export function lintFleet(files: readonly FleetFile[], options: LintOptions = {}): FileFindings[] {
  const plan = planLint(options);
  const compared = compareFleet(files.map(({ path, domain }) => joinFleet(path, domain, plan)));
  return compared.map(({ path, findings }) => ({ path, findings }));
}

/** @internal Note what a domain asks for. */
export function joinFleet(path: string, domain: Domain, plan: LintPlan): FleetMember {
  const view = new DomainView(domain);
  const reading = readForRules(view);
  const lines = new LineIndex(domain.xml);
  const silence = new Silence(domain.xml, lines);
  const claims = plan.active.flatMap((active) =>
    (active.rule.fleet?.claim(reading) ?? []).map((claim): PlacedClaim => {
      const span = spanOf(claim);
      const place = placeOf(span, pathOfPart(view.pathOf(claim.at), claim.part), lines);
      const silencedAt = silence.listAsking(active.rule.name, span.start).map(({ start }) => lines.locate(start));
      return { active, thing: claim.thing, place, silencedAt };
    }),
  );
  return {
    path,
    name: view.find('name')?.text || undefined,
    uuid: canonicalUuid(view.find('uuid')?.text ?? ''),
    claims,
  };
}

/** @internal Say of each domain what others ask for as well. */
export function compareFleet(members: readonly FleetMember[]): FleetFindings[] {
  const claimants = mapClaimants(members);
  return members.map((own) => {
    const meetings = listMeetings(own, claimants);
    const isSilent = ({ claim }: Meeting) => claim.silencedAt.length > 0;
    return {
      path: own.path,
      findings: meetings
        .filter((meeting) => !isSilent(meeting))
        .map(describeMeeting)
        .sort(comparePlaces),
      silencedAt: meetings.flatMap(({ claim }) => claim.silencedAt),
    };
  });
}

/** By rule and thing, who asks for it. */
function mapClaimants(members: readonly FleetMember[]): Map<string, Set<FleetMember>> {
  const claimants = new Map<string, Set<FleetMember>>();
  for (const member of members) {
    for (const claim of member.claims) {
      const key = keyOf(claim);
      claimants.set(key, (claimants.get(key) ?? new Set()).add(member));
    }
  }
  return claimants;
}

/** What is said in one place. */
interface Meeting {
  readonly claim: PlacedClaim;
  readonly message: string;
  readonly things: Set<string>;
  readonly others: Set<FleetMember>;
}

function listMeetings(own: FleetMember, claimants: ReadonlyMap<string, ReadonlySet<FleetMember>>): Meeting[] {
  const meetings = new Map<string, Meeting>();
  for (const claim of own.claims) {
    for (const other of claimants.get(keyOf(claim)) ?? []) {
      const message = other === own ? undefined : claim.active.rule.fleet?.judge(own, other);
      if (message === undefined) continue;
      const key = `${claim.active.rule.name} ${message} ${claim.place.path}`;
      const meeting = meetings.get(key) ?? { claim, message, things: new Set(), others: new Set() };
      meeting.things.add(claim.thing);
      meeting.others.add(other);
      meetings.set(key, meeting);
    }
  }
  return [...meetings.values()];
}

function describeMeeting({ claim, message, things, others }: Meeting): Finding {
  const { active, place } = claim;
  const show = active.rule.fleet?.show ?? ((all: readonly string[]) => all.join(', '));
  return describeFinding(
    active,
    { message, data: { things: show([...things]), domains: nameDomains([...others]) } },
    place,
  );
}

/** The first of them by name and file, and how many there are besides. */
function nameDomains([first, ...more]: readonly FleetMember[]): string {
  const name = first?.name === undefined ? first?.path : `"${first.name}" (${first.path})`;
  return more.length === 0 ? `${name}` : `${name} and ${more.length} more`;
}

/** @internal The order of a document. */
export function comparePlaces(a: Finding, b: Finding): number {
  return a.line - b.line || a.column - b.column || (a.ruleId < b.ruleId ? -1 : 1);
}

function keyOf({ active, thing }: PlacedClaim): string {
  return `${active.rule.name} ${thing}`;
}
