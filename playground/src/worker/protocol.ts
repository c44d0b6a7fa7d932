import type {
  Change,
  ErrorCode,
  Finding,
  Location,
  OptionDescription,
  PciTopology,
  RecipePart,
  Target,
  TransformOptions,
  Warning,
} from 'libvirt-ptx';
import type { GroupListing, PassthroughSet, PciFunction } from 'libvirt-ptx/host';
import type { StepList } from 'libvirt-ptx/steps';

/** What the page asks of the worker, and what it is answered; a refusal may come in place of any answer. */
export interface Requests {
  catalog: { ask: Record<never, never>; answer: Catalog };
  host: { ask: { text: string }; answer: HostPicture };
  forgetHost: { ask: Record<never, never>; answer: null };
  lint: { ask: DomainText; answer: PlacedFinding[] };
  fix: { ask: DomainText & { finding: Finding | undefined }; answer: Fixed };
  transform: { ask: { xml: string; list: StepList; options: TransformOptions }; answer: Transformed };
  write: { ask: { list: StepList; input: string; host: string | undefined; target: Partial<Target> }; answer: Written };
}

/** The text of a domain, and the versions that it has to work with. */
export interface DomainText {
  readonly xml: string;
  readonly target: Partial<Target>;
}

/** A transform or a recipe, as its form shows it. */
export interface CatalogEntry {
  readonly name: string;
  readonly summary: string;
  readonly main: string | undefined;
  readonly options: readonly OptionDescription[];
  /** What a recipe is made of; none for a transform. */
  readonly parts: readonly RecipePart[];
}

export interface Catalog {
  readonly transforms: readonly CatalogEntry[];
  readonly recipes: readonly CatalogEntry[];
}

/** A finding, and its place as offsets into the text. */
export interface PlacedFinding extends Finding {
  readonly from: number;
  readonly to: number;
}

export interface Fixed {
  readonly xml: string;
  readonly changes: readonly Change[];
}

/** A line of a difference; `gap` stands for lines that are the same. */
export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed' | 'gap';
  readonly before: number | undefined;
  readonly after: number | undefined;
  readonly text: string;
}

export interface Transformed {
  readonly xml: string;
  readonly changes: readonly Change[];
  readonly warnings: readonly Warning[];
  /** Undefined where comparing the lines took too long. */
  readonly diff: readonly DiffLine[] | undefined;
  readonly before: PciTopology | null;
  readonly after: PciTopology | null;
}

/** A card of the host: the functions of one slot, and what passing it through would take along. */
export interface HostCard {
  /** `0000:01:00` */
  readonly slot: string;
  readonly functions: readonly PciFunction[];
  readonly passthrough: PassthroughSet;
}

/** An IOMMU group with what is in it, by cards; bridges stand for themselves. */
export interface HostGroup extends Pick<GroupListing, 'id' | 'verdict' | 'blockers'> {
  readonly bridges: readonly PciFunction[];
  readonly cards: readonly HostCard[];
}

export interface HostPicture {
  readonly title: string;
  readonly groups: readonly HostGroup[];
}

export interface Written {
  readonly stepsFile: string;
  readonly command: string;
}

/** A refusal of ptx, as data. */
export interface Refusal {
  readonly code: ErrorCode | 'UNEXPECTED';
  readonly message: string;
  readonly hint: string | undefined;
  readonly location: Location | undefined;
  readonly path: string | undefined;
  readonly step: string | undefined;
  readonly option: string | undefined;
  /** Which of the steps that were asked for: its index, or -1 for the recipe. */
  readonly index: number | undefined;
}

/** Where a refusal is of no step, and at no place of the text. */
export const NO_PLACE = {
  location: undefined,
  path: undefined,
  step: undefined,
  option: undefined,
  index: undefined,
} as const;

export type RequestKind = keyof Requests;

export type Message = {
  [Kind in RequestKind]: { readonly id: number; readonly kind: Kind } & Requests[Kind]['ask'];
}[RequestKind];

export interface Reply {
  readonly id: number;
  readonly answer?: unknown;
  readonly refusal?: Refusal;
}
