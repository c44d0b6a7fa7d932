/** What pci.ids calls vendors, devices, boards and classes. */
export interface PciIds {
  vendor(vendor: string): string | null;
  device(vendor: string, device: string): string | null;
  subsystem(vendor: string, device: string, subsystem: string): string | null;
  /** By the six digits of a class: its subclass, else its base class. */
  class(code: string): string | null;
}

/**
 * Read pci.ids: `vvvv  Name`, one tab before a device, two before a board; `C cc  Name` starts a class with its
 * subclasses. Lines of no such form are skipped.
 *
 * @see https://pci-ids.ucw.cz and names-parse.c of pciutils 3.9
 */
export function parsePciIds(text: string): PciIds {
  const names = new Map<string, string>();
  let [top, middle] = ['', ''];
  for (const line of text.split('\n')) {
    const match = /^(\t{0,2})(C )?([0-9a-f]{2,4}(?: [0-9a-f]{4})?)\s+(\S.*?)\s*$/.exec(line);
    if (match === null) continue;
    const [, tabs = '', isClass, id = '', name = ''] = match;
    if (tabs === '') top = isClass === undefined ? id : `C${id}`;
    if (tabs === '\t') middle = id;
    const path = [top, middle, id.replace(' ', ':')].slice(0, tabs.length).concat(tabs === '' ? top : id);
    names.set(path.join('/').replace(' ', ':'), name);
  }
  const find = (...path: readonly string[]) => names.get(path.join('/')) ?? null;
  return {
    vendor: (vendor) => find(vendor),
    device: (vendor, device) => find(vendor, device),
    subsystem: (vendor, device, subsystem) => find(vendor, device, subsystem),
    class: (code) => find(`C${code.slice(0, 2)}`, code.slice(2, 4)) ?? find(`C${code.slice(0, 2)}`),
  };
}
