/** A PCI device, and where QEMU's arguments put it. */
interface Device {
  readonly properties: ReadonlyMap<string, string>;
  readonly bus: string;
  readonly slot: string;
  readonly function: string;
}

/**
 * List what is wrong with the slots that QEMU's arguments give to passed-through functions.
 *
 * A guest finds more than function 0 only where that is there and says so, and a PCI Express card needs a root port.
 */
export function listSlotProblems(entries: readonly string[]): string[] {
  const devices = entries.flatMap((entry) => readDevice(entry));
  const isExpress = entries.some((entry) => /^-machine (?:pc-)?q35/.test(entry));
  return devices.filter(isPassedThrough).flatMap((device) => {
    const neighbours = devices.filter(({ bus, slot }) => bus === device.bus && slot === device.slot);
    const first = neighbours.find((neighbour) => neighbour.function === '0x0');
    const port = devices.find(({ properties }) => properties.get('id') === device.bus);
    const says = (problem: boolean, words: string) => (problem ? [`${device.properties.get('host')}: ${words}`] : []);
    return [
      ...says(first === undefined, 'no function 0 in its slot'),
      ...says(
        neighbours.length > 1 && first?.properties.get('multifunction') !== 'true',
        'function 0 of its slot does not say that there are more',
      ),
      ...says(isExpress && port?.properties.get('driver') !== 'pcie-root-port', `${device.bus} is no root port`),
    ];
  });
}

/** List the cards of the host whose functions a difference adds or moves, but not to one slot of the guest. */
export function listSplitCards(diff: string): string[] {
  const [before, after] = ['- ', '+ '].map((sign) =>
    diff
      .split('\n')
      .filter((line) => line.startsWith(sign))
      .flatMap((line) => readDevice(line.slice(sign.length)))
      .filter(isPassedThrough),
  ) as [Device[], Device[]];
  const places = new Set(before.map(formatPlace));
  const slots = new Map<string, string>();
  return after
    .filter((device) => !places.has(formatPlace(device)))
    .flatMap(({ properties, bus, slot }) => {
      const card = properties.get('host')?.replace(/\.[0-7]$/, '') ?? '';
      const first = slots.get(card) ?? `${bus} ${slot}`;
      slots.set(card, first);
      return first === `${bus} ${slot}` ? [] : [card];
    });
}

function formatPlace({ properties, bus, slot, function: number }: Device): string {
  return [properties.get('host'), bus, slot, number].join(' ');
}

function isPassedThrough({ properties }: Device): boolean {
  return properties.get('driver') === 'vfio-pci';
}

function readDevice(entry: string): Device[] {
  if (!entry.startsWith('-device ')) return [];
  const pairs = entry.slice('-device '.length).split(',');
  const properties = new Map(pairs.map((pair) => pair.split('=') as [string, string]));
  const [slot = '', number = '0x0'] = properties.get('addr')?.split('.') ?? [];
  return [{ properties, bus: properties.get('bus') ?? '', slot, function: number }];
}
