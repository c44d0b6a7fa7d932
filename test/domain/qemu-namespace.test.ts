import { describe, expect, it } from 'vitest';
import { parseDomain } from '../../src/domain/domain.js';
import { DomainDraft } from '../../src/domain/domain-draft.js';
import { ensureFirmwareConfig } from '../../src/domain/firmware-config.js';
import { NAMESPACES } from '../../src/domain/namespaces.js';
import { ensureQemuProperty, listOverriddenAliases, listQemuProperties } from '../../src/domain/qemu-override.js';

const URI = NAMESPACES.qemu;
const PROPERTY = { name: 'x-vga', type: 'bool', value: 'true' } as const;

/** The text after an override was brought about, and the paths of the changes. */
function override(xml: string, alias = 'ua-a'): { xml: string; paths: string[] } {
  const draft = new DomainDraft(parseDomain(xml));
  ensureQemuProperty(draft, alias, PROPERTY, 'Why');
  const text = draft.print();
  const again = new DomainDraft(parseDomain(text));
  ensureQemuProperty(again, alias, PROPERTY, 'Why');
  expect(again.takeChanges('step'), 'second run').toEqual([]);
  return { xml: text, paths: draft.takeChanges('step').map((change) => change.path) };
}

describe('an element of the QEMU namespace', () => {
  const tree = (prefix: string) =>
    `<${prefix}:override><${prefix}:device alias='ua-a'><${prefix}:frontend>` +
    `<${prefix}:property name='x-vga' type='bool' value='true'/>` +
    `</${prefix}:frontend></${prefix}:device></${prefix}:override>`;

  it('brings its declaration along', () => {
    expect(override(`<domain type='kvm'><a/></domain>`)).toEqual({
      xml: `<domain type='kvm' xmlns:qemu='${URI}'><a/>${tree('qemu')}</domain>`,
      paths: ['/domain/namespace::qemu', '/domain/qemu:override'],
    });
  });

  it('takes the prefix that the root declares, and stands where the usual one would', () => {
    const root = `<domain xmlns:lv='${URI}'>`;
    expect(override(`${root}<lv:commandline/><lv:deprecation/></domain>`)).toEqual({
      xml: `${root}<lv:commandline/>${tree('lv')}<lv:deprecation/></domain>`,
      paths: ['/domain/lv:override'],
    });
  });

  it('leaves a prefix alone that means another namespace', () => {
    expect(override(`<domain xmlns:qemu='urn:a' xmlns:qemu-x='urn:b'><qemu:override/></domain>`).xml).toBe(
      `<domain xmlns:qemu='urn:a' xmlns:qemu-x='urn:b' xmlns:qemu-x-x='${URI}'><qemu:override/>${tree('qemu-x-x')}</domain>`,
    );
  });

  it('takes the prefix that a block declares for itself, inside of it', () => {
    const [open, close] = [`<domain><q:override xmlns:q='${URI}'>`, '</q:override></domain>'];
    expect(override(`${open}<q:device alias='ua-b'/>${close}`).xml).toBe(
      `${open + tree('q').slice('<q:override>'.length, -'</q:override>'.length)}<q:device alias='ua-b'/>${close}`,
    );
  });

  it('does not take a prefix of a block for another', () => {
    const block = `<q:commandline xmlns:q='${URI}'/>`;
    expect(override(`<domain>${block}</domain>`).xml).toBe(
      `<domain xmlns:qemu='${URI}'>${block}${tree('qemu')}</domain>`,
    );
  });

  it('finds blocks without a prefix, and one for what goes into them', () => {
    const device = `<device alias='ua-a'><frontend>`;
    const open = `<override xmlns='${URI}' xmlns:qemu='urn:a'>${device}`;
    expect(override(`<domain>${open}</frontend></device></override></domain>`).xml).toBe(
      `<domain xmlns:qemu-x='${URI}'>${open}<qemu-x:property name='x-vga' type='bool' value='true'/>` +
        '</frontend></device></override></domain>',
    );
  });

  it('does not take a prefix that means another namespace on the way', () => {
    const open = `<domain xmlns:q='${URI}'><override xmlns='${URI}' xmlns:q='urn:a'>`;
    const start = open.replace('>', ` xmlns:qemu='${URI}'>`);
    expect(override(`${open}</override></domain>`).xml).toBe(
      `${start + tree('qemu').slice('<qemu:override>'.length, -'</qemu:override>'.length)}</override></domain>`,
    );
  });
});

describe('overrides', () => {
  const draft = new DomainDraft(
    parseDomain(`<domain xmlns:qemu='${URI}'>
      <qemu:override>
        <qemu:device alias='ua-b'/><qemu:device alias='ua-a'><qemu:frontend i='1'/></qemu:device><qemu:device/>
      </qemu:override>
      <qemu:override>
        <qemu:device alias='ua-a'>
          <qemu:frontend><qemu:property name='p' i='2'/></qemu:frontend><frontend><property name='p'/></frontend>
        </qemu:device>
      </qemu:override>
    </domain>`),
  );
  it('are read over all blocks', () => {
    expect(listOverriddenAliases(draft)).toEqual(['ua-b', 'ua-a']);
    expect(listQemuProperties(draft, 'ua-a').map((property) => property.attribute('i'))).toEqual(['2']);
  });
});

describe('ensureFirmwareConfig', () => {
  const NAME = 'opt/ovmf/X';
  const args = (...values: string[]) => values.map((value) => `<qemu:arg value='${value}'/>`).join('');
  const domain = (content: string) =>
    `<domain xmlns:qemu='${URI}'><qemu:commandline>${content}</qemu:commandline></domain>`;

  it.each([
    ['is there', args('-fw_cfg', `name=${NAME},string=1`), undefined],
    ['is there, without the key of its name', args('--fw_cfg', `${NAME},string=1`), undefined],
    ['is there, the other way round', args('-fw_cfg', `string=1,name=${NAME}`), undefined],
    ['has another text', args('-fw_cfg', `${NAME},string=2`), args('-fw_cfg', `${NAME},string=1`)],
    ['has a text twice', args('-fw_cfg', `${NAME},string=1,string=2`), args('-fw_cfg', `${NAME},string=1`)],
    ['comes from a file', args('-fw_cfg', `${NAME},file=/a,,b`), args('-fw_cfg', `${NAME},string=1`)],
    [
      'is only part of another name',
      args('-fw_cfg', `name=${NAME}Y,string=name=${NAME}`),
      `${args('-fw_cfg', `name=${NAME}Y,string=name=${NAME}`)}${args('-fw_cfg', `name=${NAME},string=1`)}`,
    ],
    [
      'belongs to another option',
      args('-append', `name=${NAME},string=2`),
      `${args('-append', `name=${NAME},string=2`)}${args('-fw_cfg', `name=${NAME},string=1`)}`,
    ],
    ['is missing', `<qemu:env name='A'/>`, `<qemu:env name='A'/>${args('-fw_cfg', `name=${NAME},string=1`)}`],
  ])('where it %s', (_, before, after = before) => {
    const draft = new DomainDraft(parseDomain(domain(before)));
    ensureFirmwareConfig(draft, NAME, '1', 'Why');
    expect(draft.print()).toBe(domain(after));
  });
});
