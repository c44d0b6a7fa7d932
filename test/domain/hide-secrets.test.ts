import { expect, it } from 'vitest';
import { parseDomain } from '../../src/domain/domain.js';
import { HIDDEN, hideSecrets, maskSecrets, maskSecretsOfText } from '../../src/domain/hide-secrets.js';
import { lintDomain } from '../../src/index.js';

/** Around each secret, what holds it; `@` is where it stands. */
const HOLDERS = [
  `<devices><graphics type='vnc' passwd='@' connected='keep'/></devices>`,
  `<devices><graphics type="spice" passwd="@"/></devices>`,
  `<devices><disk type='network'><source protocol='https' name='x'><cookies><cookie name='a'>@</cookie><cookie name='b'>@</cookie></cookies></source></disk></devices>`,
  `<metadata><my:app xmlns:my='urn:my' my:password='@'/></metadata>`,
  `<sysinfo type='fwcfg'><entry name='opt/io.systemd.credentials/passwd.hashed-password.root'>@</entry></sysinfo>`,
  `<sysinfo type='smbios'><oemStrings><entry>io.systemd.credential:token=@</entry></oemStrings></sysinfo>`,
  `<qemu:commandline xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'><qemu:arg value='-device'/><qemu:arg value='isa-applesmc,osk=@'/><qemu:env name='RBD_PASSWORD' value='@'/></qemu:commandline>`,
  `<qemu:commandline xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'><qemu:arg value='secret,id=s0,data=@'/></qemu:commandline>`,
  `<qemu:commandline xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'><qemu:arg value='{"qom-type": "secret", "id": "s0", "data": "@"}'/></qemu:commandline>`,
  `<qemu:commandline xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'><qemu:arg value='name=opt/io.systemd.credentials/a,string=@'/><qemu:arg value='type=11,value=io.systemd.credential:a=@'/></qemu:commandline>`,
];

it.each(HOLDERS.map((holder) => [holder]))('hides what stands in %s, and moves nothing else', (holder) => {
  const xml = `<!-- kept -->\n<domain type='kvm'>\n  ${holder.replaceAll('@', 's3cret&amp;1')}\n</domain>\n`;
  const shown = hideSecrets(parseDomain(xml)).xml;
  expect(shown).not.toContain('s3cret');
  expect(shown).toContain(HIDDEN);
  const [name] = /<[\w:]+/.exec(holder) ?? [''];
  expect(shown.slice(0, shown.indexOf(name))).toBe(xml.slice(0, xml.indexOf(name)));
});

it.each(HOLDERS.map((holder) => [holder]))('lint tells of what stands in %s', (holder) => {
  const domain = parseDomain(`<domain type='kvm'>\n  ${holder.replaceAll('@', 's3cret')}\n</domain>\n`);
  const found = lintDomain(domain).filter(({ ruleId }) => ruleId === 'secret-absent');
  expect(found.length).toBe(holder.split('@').length - 1);
  expect(JSON.stringify(found)).not.toContain('s3cret');
});

it.each(HOLDERS.map((holder) => [holder]))('masks what stands in %s in its place', (holder) => {
  const at = (secret: string) => `<domain type='kvm'>\n  ${holder.replaceAll('@', secret)}\n</domain>\n`;
  const masked = maskSecrets(parseDomain(at('s3cret&amp;1'))).xml;
  expect(masked).not.toContain('s3cret');
  expect(masked.length).toBe(at('s3cret&amp;1').length);
  expect(maskSecretsOfText(at('s3cret&amp;1'))).toBe(masked);
});

it('masks a secret that is written with references', () => {
  const argument = "<qemu:arg value='isa-applesmc,&#111;&#x73;k=s3cret'/>";
  const uri = 'http://libvirt.org/schemas/domain/qemu/1.0';
  const text = `<domain><qemu:commandline xmlns:qemu='${uri}'>${argument}</qemu:commandline></domain>`;
  expect(maskSecretsOfText(text)).toBe(text.replace('isa-applesmc,&#111;&#x73;k=s3cret', '*'.repeat(33)));
});

it.each([["<graphics passwd='s3cret'"], ['<a>&<b password="s3cret"/></a>'], ['-device isa-applesmc,osk=s3cret']])(
  'masks what looks like a secret where nothing can be parsed: %s',
  (text) => {
    const masked = maskSecretsOfText(text);
    expect([masked.includes('s3cret'), masked.length]).toEqual([false, text.length]);
  },
);

it.each([
  ['secret,id=s0,file=/a'],
  ['{"qom-type":"secret","file":"/a"}'],
  ['name=opt/io.systemd.credentials/a,file=/a'],
])('leaves an argument that names a file: %s', (value) => {
  const text = `<domain><qemu:commandline xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'><qemu:arg value='${value}'/></qemu:commandline></domain>`;
  expect(maskSecretsOfText(text)).toBe(text);
});

it('returns a domain without secrets as it is', () => {
  const domain = parseDomain(
    `<domain><devices><graphics type='vnc' port='-1'/></devices><sysinfo type='smbios'><system><entry name='serial'>1</entry></system></sysinfo></domain>`,
  );
  expect(hideSecrets(domain)).toBe(domain);
  expect(maskSecrets(domain)).toBe(domain);
});
