import { describe, expect, it } from 'vitest';
import { rules } from '../../src/index.js';
import { type Hypervisor, hasKvm, listDefiningHypervisors } from '../helpers/hypervisor.js';
import { type LintCase, listLintCases, type Proof } from '../helpers/lint-golden.js';
import { convertAll, defineAll, definePairs } from '../helpers/virsh.js';

const hypervisors = listDefiningHypervisors('lint');
// vitest takes a file without any test for a mistake.
if (hypervisors.length === 0) it.skip('asks nobody here');
const cases = listLintCases();
const proven = new Set<string>();

describe.each(hypervisors)('libvirt $libvirt', (hypervisor) => {
  const claims = cases.flatMap((golden) =>
    golden.proofs.filter((proof) => isFor(proof, hypervisor)).map((proof) => ({ golden, proof })),
  );
  const inputs = (kind: keyof Proof) =>
    new Map(
      claims
        .filter(({ proof }) => kind in proof && proof.beside === undefined)
        .map(({ golden }) => [golden.id, golden.input]),
    );
  const refused = defineAll(inputs('refused'), hypervisor, '');
  const pairs = claims.flatMap(({ golden, proof: { beside } }) => {
    const first = beside === undefined ? undefined : golden.others.get(beside);
    return first === undefined ? [] : [[golden.id, { first, second: golden.input }] as const];
  });
  const refusedBeside = definePairs(new Map(pairs), hypervisor);
  const dropped = defineAll(inputs('dropped'), hypervisor, '');
  // QEMU's arguments depend on KVM.
  const notStarted = hasKvm ? convertAll(inputs('notStarted'), hypervisor).errors : undefined;

  it.each(claims.map((claim) => [claim.golden.id, claim] as const))('%s', (id, { golden, proof }) => {
    const refusals = proof.beside === undefined ? refused.errors : refusedBeside;
    if (proof.refused !== undefined) expect(refusals.get(id) ?? 'defined').toContain(proof.refused);
    if (proof.dropped !== undefined) {
      const dump = dropped.dumps.get(id);
      expect(dump, dropped.errors.get(id)).toBeDefined();
      for (const piece of proof.dropped) {
        expect(golden.input).toContain(piece);
        expect(dump).not.toContain(piece);
      }
    }
    if (proof.notStarted !== undefined && notStarted !== undefined) {
      expect(notStarted.get(id) ?? 'converted').toContain(proof.notStarted);
    }
    for (const claim of listClaims(golden, proof)) proven.add(claim);
  });
});

/** The claims that a proof of a case backs: each finding's message, by what libvirt is said to do. */
function listClaims({ rule, findings = [] }: LintCase, proof: Proof): string[] {
  const effects = [proof.refused && 'refused', proof.dropped && 'dropped', proof.notStarted && 'not-started'];
  return findings.flatMap(({ messageId }) => effects.map((effect) => `${rule} ${messageId} ${effect}`));
}

function isFor({ libvirt }: Proof, hypervisor: Hypervisor): boolean {
  return libvirt === undefined || hypervisor.libvirt === libvirt;
}

/** Rules about a whole file, which libvirt refuses before it knows a domain. */
const BEFORE_ANY_DOMAIN = new Set(['xml-well-formed']);

const claimed = rules
  .filter(({ name }) => !BEFORE_ANY_DOMAIN.has(name))
  .flatMap(({ name, messages }) =>
    Object.entries(messages)
      .filter(([, { effect }]) => effect === 'refused' || effect === 'dropped')
      .map(([message, { effect }]) => `${name} ${message} ${effect}`),
  );

if (hypervisors.length > 0) {
  it('every claim that libvirt refuses or drops something is shown', () => {
    expect(claimed.filter((claim) => !proven.has(claim))).toEqual([]);
  });
}
