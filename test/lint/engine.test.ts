import { describe, expect, it } from 'vitest';
import { type Finding, fixDomain, type LintOptions, lintDomain, PtxError, parseDomain } from '../../src/index.js';

const TWO_KVM = `<domain type='kvm'>
  <os>
    <type arch='x86_64' machine='q35'>hvm</type>
  </os>
  <features>
    <!-- HERE -->
    <kvm><hidden state='on'/></kvm>
    <kvm/>
  </features>
</domain>
`;

/** Rules whose findings other rules may double do not matter here. */
function find(xml: string, options?: LintOptions): Finding[] {
  const own = new Set(['kvm-single', 'unused-suppression']);
  return lintDomain(parseDomain(xml), options).filter(({ ruleId }) => own.has(ruleId));
}

function withComment(comment: string): string {
  return TWO_KVM.replace('<!-- HERE -->', comment);
}

describe('suppressions', () => {
  it.each([
    '<!-- ptx-disable-next-line kvm-single -->',
    '<!-- ptx-disable-next-line -->',
    '<!--ptx-disable-next-line other-rule, kvm-single-->',
    '<!-- ptx-disable-next-line kvm-single: the guest needs both -->',
    '<!-- ptx-disable kvm-single -->',
    '<!-- ptx-disable -->',
    '<!-- ptx-disable-next-line\n  kvm-single -->',
  ])('%s keeps the finding silent', (comment) => {
    expect(find(withComment(comment)).filter(({ ruleId }) => ruleId === 'kvm-single')).toEqual([]);
    expect(fixDomain(parseDomain(withComment(comment))).changes.filter(({ step }) => step === 'kvm-single')).toEqual(
      [],
    );
  });

  it.each([
    '<!-- ptx-disable-next-line kvm-single -->\n',
    '<!-- ptx-disable-nextline kvm-single -->',
    '<!-- PTX-DISABLE kvm-single -->',
    '<x><![CDATA[<!-- ptx-disable kvm-single -->]]></x>',
  ])('%s does not', (comment) => {
    expect(find(withComment(comment)).map(({ ruleId }) => ruleId)).toContain('kvm-single');
  });

  it('counts for the whole file before the root and behind it', () => {
    expect(find(`<!-- ptx-disable kvm-single -->\n${TWO_KVM}`)).toEqual([]);
    expect(find(`${TWO_KVM}<!-- ptx-disable kvm-single -->`)).toEqual([]);
  });

  it.each([
    ['<!-- ptx-disable-next-line unused-suppression -->', 'unused', 'rule "unused-suppression"'],
    ['<!-- ptx-disable xml-well-formed -->', 'unused', 'rule "xml-well-formed"'],
    ['<!-- ptx-disable kvm-sinlge -->', 'unknown', 'There is no rule "kvm-sinlge"'],
  ])('%s is reported where it stands', (comment, messageId, words) => {
    const [finding] = find(withComment(comment)).filter(({ ruleId }) => ruleId === 'unused-suppression');
    expect(finding).toMatchObject({ messageId, line: 6, column: 5, endLine: 6, endColumn: 5 + comment.length });
    expect(finding?.message).toContain(words);
  });

  it('names the rule that was meant', () => {
    const [finding] = find(withComment('<!-- ptx-disable kvm-sinlge -->'));
    expect(finding?.cure).toBe('Did you mean "kvm-single"?');
  });

  it('reports a comment without rules where it keeps nothing silent', () => {
    const xml = TWO_KVM.replace("    <kvm><hidden state='on'/></kvm>\n", '');
    expect(find(xml.replace('HERE', 'ptx-disable-next-line')).map(({ messageId }) => messageId)).toEqual([
      'unusedForAll',
    ]);
  });

  it('is not reported for a rule that is off', () => {
    const options: LintOptions = { rules: { 'kvm-single': 'off' } };
    expect(find(withComment('<!-- ptx-disable kvm-single -->'), options)).toEqual([]);
  });
});

describe('options', () => {
  it('weighs a rule as it is told', () => {
    const findings = find(TWO_KVM, { rules: { 'kvm-single': 'info' } });
    expect(findings.map(({ severity }) => severity)).toEqual(['info']);
    expect(find(TWO_KVM, { rules: { 'kvm-single': { severity: 'warning' } } })[0]?.severity).toBe('warning');
    expect(find(TWO_KVM, { rules: { 'kvm-single': 'off' } })).toEqual([]);
  });

  it.each([
    [{ rules: { 'kvm-sinlge': 'off' } }, 'Unknown rule "kvm-sinlge"'],
    [{ rules: { 'kvm-single': 'fatal' } }, 'Expected "off" or "error" or "warning" or "info"'],
    [{ rules: { 'kvm-single': { severity: 'error', colour: 'red' } } }, 'colour'],
    [{ target: { libvirt: 'new' } }, 'Expected a version'],
    [{ vendors: { gpu: 'voodoo' } }, 'Option "vendors.gpu": Expected "nvidia" or "amd" or "intel", found "voodoo"'],
  ])('%j is refused', (options, words) => {
    try {
      lintDomain(parseDomain(TWO_KVM), options as unknown as LintOptions);
    } catch (error) {
      expect(error).toBeInstanceOf(PtxError);
      expect(error).toMatchObject({ code: 'OPTION_INVALID', message: expect.stringContaining(words) });
      return;
    }
    expect.fail('not refused');
  });

  it('takes a newer target, where the fault is none', () => {
    expect(find(TWO_KVM, { target: { libvirt: '11.3' } })).toEqual([]);
  });
});

it('tells elements, attributes, texts and start tags apart, also in lines that wrap', () => {
  const [finding] = find(TWO_KVM);
  expect(finding).toMatchObject({ line: 7, column: 5, endLine: 7, endColumn: 36, path: '/domain/features/kvm[1]' });
});
