/** How much a finding weighs. */
export type Severity = 'error' | 'warning' | 'info';

/** Something in a domain that will not work as it stands. Lines and columns count from 1; the end is exclusive. */
export interface Finding {
  /** Name of the rule, such as `kvm-single`. */
  readonly ruleId: string;
  /** Which of the rule's messages it is. */
  readonly messageId: string;
  /** What is wrong and what comes of it. */
  readonly message: string;
  /** What to do about it. */
  readonly cure: string;
  readonly severity: Severity;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** XPath of the element or attribute at fault. */
  readonly path: string;
  /** The page of the rule. */
  readonly url: string;
  /** True where the rule can mend it. */
  readonly fixable: boolean;
}
