import type { HostSnapshot, PciFunction } from '../model.js';
import { isDisplay } from '../pci-class.js';
import type { HostFiles } from './host-files.js';

/** List the functions that can show a picture, with the connectors that have a display. */
export async function readDisplays(
  files: HostFiles,
  devices: readonly PciFunction[],
): Promise<HostSnapshot['essentials']['displays']> {
  const connectors = (await files.list('/sys/class/drm')).filter((name) => /^card[0-9]+-/.test(name));
  const connected = (
    await Promise.all(
      connectors.map(async (name) =>
        (await files.readLine(`/sys/class/drm/${name}/status`)) === 'connected' ? [name] : [],
      ),
    )
  ).flat();
  return devices.filter(isDisplay).map(({ address, bootVga, driver, uses }) => {
    const cards = uses.filter(({ subsystem }) => subsystem === 'drm').map(({ name }) => name);
    const own = connected.filter((connector) => cards.includes(connector.split('-', 1)[0] ?? ''));
    return { address, bootVga, driver, connected: own.map((connector) => connector.replace(/^card[0-9]+-/, '')) };
  });
}
