import type { Domain } from '../domain/domain.js';
import { DomainView } from '../domain/domain-reader.js';
import { canonicalUuid } from '../domain/uuid.js';
import type { Location } from '../errors.js';
import type { Finding } from './finding.js';
import { type Place, pathOfPart, placeOf, spanOf } from './place.js';
import type { FileFindings } from './report.js';
import type { FleetIdentity } from './rule.js';
import { describeFinding, selectRules } from './run.js';
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
  const compared = compareFleet(files.map(({ path, domain }) => joinFleet(path, new DomainView(domain), plan)));
  return compared.map(({ path, findings }) => ({ path, findings }));
}

/** @internal Note what a domain asks for. */
export function joinFleet(path: string, view: DomainView, plan: LintPlan): FleetMember {
  const { domain, lines } = view;
  const silence = new Silence(domain.xml, lines);
  const claims: PlacedClaim[] = [];
  for (const active of selectRules(plan.active, view)) {
    for (const claim of active.rule.fleet?.claim(view) ?? []) {
      const span = spanOf(claim);
      const place = placeOf(span, pathOfPart(view.pathOf(claim.at), claim.part), lines);
      const silencedAt = silence.listAsking(active.rule.name, span.start).map(({ start }) => lines.locate(start));
      claims.push({ active, thing: claim.thing, place, silencedAt });
    }
  }
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

/** By rule and thing, who asks for it: sets of those with one name and UUID, which are judged alike. */
type Claimants = ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<FleetMember>>>;

function mapClaimants(members: readonly FleetMember[]): Claimants {
  const claimants = new Map<string, Map<string, Set<FleetMember>>>();
  for (const member of members) {
    const identity = `${member.uuid ?? ''} ${member.name ?? ''}`;
    for (const claim of member.claims) {
      const key = keyOf(claim);
      const known = claimants.get(key) ?? new Map<string, Set<FleetMember>>();
      claimants.set(key, known);
      known.set(identity, (known.get(identity) ?? new Set()).add(member));
    }
  }
  return claimants;
}

/** More others than these are neither told apart nor counted, or a fleet would cost the square of its size. */
const MOST_OTHERS = 100;

/** What is said in one place. */
interface Meeting {
  readonly claim: PlacedClaim;
  readonly message: string;
  readonly things: Set<string>;
  /** Each once. */
  others: readonly FleetMember[];
}

function listMeetings(own: FleetMember, claimants: Claimants): Meeting[] {
  const meetings = new Map<string, Meeting>();
  for (const claim of own.claims) {
    for (const [message, others] of judgeOthers(own, claim, claimants)) {
      const key = `${claim.active.rule.name} ${message} ${claim.place.path}`;
      const meeting = meetings.get(key);
      if (meeting === undefined) {
        meetings.set(key, { claim, message, things: new Set([claim.thing]), others });
        continue;
      }
      meeting.things.add(claim.thing);
      meeting.others = [...new Set([...meeting.others, ...others])].slice(0, MOST_OTHERS + 1);
    }
  }
  return [...meetings.values()];
}

/** Who else claims a thing, by what is wrong with that. */
function judgeOthers(own: FleetMember, claim: PlacedClaim, claimants: Claimants): Map<string, FleetMember[]> {
  const judged = new Map<string, FleetMember[]>();
  for (const alike of claimants.get(keyOf(claim))?.values() ?? []) {
    const [first = own] = alike;
    const message = claim.active.rule.fleet?.judge(own, first);
    if (message === undefined || (alike.size === 1 && first === own)) continue;
    const others = judged.get(message) ?? [];
    judged.set(message, others);
    for (const other of alike) {
      if (others.length > MOST_OTHERS) break;
      if (other !== own) others.push(other);
    }
  }
  return judged;
}

function describeMeeting({ claim, message, things, others }: Meeting): Finding {
  const { active, place } = claim;
  const show = active.rule.fleet?.show ?? ((all: readonly string[]) => all.join(', '));
  return describeFinding(active, { message, data: { things: show([...things]), domains: nameDomains(others) } }, place);
}

/** The first of them by name and file, and how many there are besides. */
function nameDomains(domains: readonly FleetMember[]): string {
  const [first] = domains;
  const more = domains.length - 1;
  const name = first?.name === undefined ? first?.path : `"${first.name}" (${first.path})`;
  if (more === 0) return `${name}`;
  return more < MOST_OTHERS ? `${name} and ${more} more` : `${name} and at least ${MOST_OTHERS} more`;
}

/** @internal The order of a document. */
export function comparePlaces(a: Finding, b: Finding): number {
  return a.line - b.line || a.column - b.column || (a.ruleId < b.ruleId ? -1 : 1);
}

function keyOf({ active, thing }: PlacedClaim): string {
  return `${active.rule.name} ${thing}`;
}
