import { z } from 'zod/mini';
import type { DomainDraft } from '../domain/domain-draft.js';
import type { DomainReader } from '../domain/domain-reader.js';
import type { XmlElement } from '../xml/node.js';
import type { Guests } from './about.js';
import type { RuleContext } from './context.js';
import type { Severity } from './finding.js';
import type { Oddity } from './oddities.js';

/**
 * What comes of a fault: libvirt refuses to define the domain (`breaks`) or drops what was written, or QEMU does not
 * start; the domain runs and its device, or its hiding, does not work (`ineffective`); it works, slowly or at a risk
 * (`unsafe`).
 */
export type RuleClass = 'breaks' | 'ineffective' | 'unsafe';

/** What libvirt or QEMU do about it; `refused` and `dropped` are shown by a real libvirt in the tests. */
export type Effect = 'refused' | 'dropped' | 'not-started' | 'runs';

/** One of the things that a rule says. */
export interface RuleMessage {
  /** What is wrong and what comes of it; `{name}` stands for a value of the finding. */
  readonly text: string;
  /** What to do about it; `{name}` as in the text. */
  readonly cure: string;
  readonly effect: Effect;
  /** Where it weighs less or more than the rule. */
  readonly severity?: Severity;
}

/** An entry of the registry: what a rule is, apart from one domain. */
export interface Rule {
  /** Kebab-case thing and condition; it names the good state. */
  readonly name: string;
  /** One sentence for lists: the good state. */
  readonly summary: string;
  /**
   * The elements without one of which it has nothing to say, each as the end of its path: `hostdev/rom`. Where several
   * have to meet, the rarest; `domain` where something may be missing. It may name an attribute, or one and its value:
   * `address[@type=usb]`; `*[@passwd]` is an element of any name.
   */
  readonly about: readonly string[];
  /** @internal One of these has to look odd in the domain, or it has nothing to say. Default: no matter what does. */
  readonly odd?: readonly Oddity[] | undefined;
  /** The guests that it is about; default: those that libvirt's QEMU driver runs. */
  readonly guests: Guests;
  /** A sentence or three: what libvirt, QEMU or the guest make of the bad state, and who meets it. */
  readonly why: string;
  readonly class: RuleClass;
  readonly severity: Severity;
  /** False for an opinion, which only a configuration turns on. */
  readonly isOnByDefault: boolean;
  /** The page or the source that documents the fact behind it. */
  readonly source: string;
  /** What that was checked with: the function of libvirt, QEMU or the kernel, and the version. */
  readonly checked: string;
  readonly messages: Readonly<Record<string, RuleMessage>>;
  /** What a configuration may say of it besides its severity. */
  readonly options: z.ZodMiniType;
  /** @internal Look at a domain. */
  check(context: RuleContext): void;
  /** True where it says nothing unless something is known of the host. */
  readonly needsHost: boolean;
  /** @internal Compare it with the others of a run. */
  readonly fleet?: FleetCheck | undefined;
}

/** Who a domain is, among the others of a run. */
export interface FleetIdentity {
  /** The file, as it was named or found. */
  readonly path: string;
  readonly name: string | undefined;
  /** As libvirt writes it. */
  readonly uuid: string | undefined;
}

/** Something that only one domain ought to have, and where this one asks for it. */
export interface Claim extends Pick<Report, 'at' | 'part'> {
  /** The same text for the same thing, whatever the document writes. */
  readonly thing: string;
}

/**
 * How a rule compares domains. A message may name the `{things}` that meet in one place, and the other `{domains}`.
 */
export interface FleetCheck<Messages extends string = string> {
  /** What a domain asks for. */
  claim(domain: DomainReader): readonly Claim[];
  /** What is wrong where another domain asks for the same; undefined where nothing is. */
  judge(own: FleetIdentity, other: FleetIdentity): Messages | undefined;
  /** Write things in a sentence; default: with commas between them. */
  show?(things: readonly string[]): string;
}

/** @internal What `defineRule` takes. */
export interface RuleDefinition<Messages extends string, Schema extends z.ZodMiniType>
  extends Omit<Rule, 'guests' | 'isOnByDefault' | 'needsHost' | 'messages' | 'options' | 'check' | 'fleet'> {
  readonly guests?: Guests;
  readonly isOnByDefault?: boolean;
  readonly needsHost?: boolean;
  readonly messages: Readonly<Record<Messages, RuleMessage>>;
  readonly options?: Schema;
  /** Report what is wrong. It may run any number of times, on a document or on a draft, and changes nothing. */
  check(context: RuleContext<Messages, z.output<Schema>>): void;
  readonly fleet?: FleetCheck<Messages>;
}

/** What a rule reports. */
export interface Report<Messages extends string = string> {
  readonly message: Messages;
  /** The element at fault. */
  readonly at: XmlElement;
  /**
   * The part of it: its start tag alone (where something is missing inside), its text, or an attribute (`@name`).
   * Default: the whole element.
   */
  readonly part?: 'tag' | 'text' | `@${string}`;
  /** The values of the message. */
  readonly data?: Readonly<Record<string, string | number>>;
  /** Mend it: edit the draft to which the element belongs. Left out where only a person can tell. */
  readonly fix?: (draft: DomainDraft) => void;
}

/** @internal What most rules take. */
export const NO_OPTIONS = z.strictObject({});

/** @internal Declare a rule. */
export function defineRule<
  Messages extends string,
  Schema extends z.ZodMiniType = z.ZodMiniObject<Record<string, never>>,
>(definition: RuleDefinition<Messages, Schema>): Rule {
  return Object.freeze({
    guests: 'qemu',
    isOnByDefault: true,
    needsHost: false,
    ...definition,
    about: Object.freeze(definition.about),
    ...(definition.odd && { odd: Object.freeze(definition.odd) }),
    messages: Object.freeze(definition.messages),
    options: definition.options ?? NO_OPTIONS,
    // The context is made for this rule: its messages and options are those that the definition names.
    check: definition.check as Rule['check'],
  });
}

/** The page of a rule in the package. */
export function ruleUrl(name: string): string {
  return `https://unpkg.com/libvirt-ptx/docs/rules/${name}.md`;
}
