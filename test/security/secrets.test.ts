import { expect, it } from 'vitest';
import { runPtx } from '../cli/memory-io.js';

const SECRET = 'correct-horse';
const XML = `<domain type='kvm'>
  <name>a</name>
  <memory>4</memory>
  <metadata><my:app xmlns:my='urn:my' my:password='${SECRET}'/></metadata>
  <sysinfo type='smbios'><oemStrings><entry>io.systemd.credential:a=${SECRET}</entry></oemStrings></sysinfo>
  <sysinfo type='fwcfg'><entry name='opt/io.systemd.credentials/a'>${SECRET}</entry></sysinfo>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <devices>
    <graphics type='vnc' passwd='${SECRET}' listen='0.0.0.0'/>
    <graphics type='spice' passwd='${SECRET}'/>
  </devices>
  <qemu:commandline xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
    <qemu:arg value='-device'/><qemu:arg value='isa-applesmc,osk=${SECRET}'/>
    <qemu:arg value='-object'/><qemu:arg value='secret,id=a,data=${SECRET}'/>
    <qemu:arg value='-object'/><qemu:arg value='{"qom-type":"secret","id":"a","data":"${SECRET}"}'/>
    <qemu:arg value='-fw_cfg'/><qemu:arg value='name=opt/io.systemd.credentials/a,string=${SECRET}'/>
    <qemu:arg value='-smbios'/><qemu:arg value='type=11,value=io.systemd.credential:a=${SECRET}'/>
    <qemu:env name='VNC_PASSWORD' value='${SECRET}'/>
  </qemu:commandline>
</domain>
`;

it.each(['text', 'json', 'sarif', 'github', 'junit'])(
  'lint tells of a secret and does not print it: %s',
  async (format) => {
    const { code, stdout, stderr } = await runPtx(
      ['lint', 'a.xml', '--rule=secret-absent=error', `--format=${format}`],
      {
        files: { 'a.xml': XML },
      },
    );
    expect(code).toBe(1);
    expect(stdout).toContain('secret-absent');
    expect(stdout + stderr).not.toContain(SECRET);
  },
);

it('inspect does not print a secret', async () => {
  for (const format of ['text', 'json']) {
    const { stdout } = await runPtx(['inspect', 'a.xml', `--format=${format}`], { files: { 'a.xml': XML } });
    expect(stdout).not.toContain(SECRET);
  }
});
