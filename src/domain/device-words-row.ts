/** What decides whether libvirt reads an attribute: one of the device or of a child of it, and the words that it then has. */
export type DeviceCondition = readonly [path: string, is: 'one of' | 'none of', words: string];

/** Attributes of a device, or of an element in it, that take a few words each. */
export interface DeviceWordsRow {
  /** Path of the element, from the name of the device on. */
  readonly at: string;
  /** What has to hold; default: libvirt reads the attributes in each such device. */
  readonly when?: readonly DeviceCondition[];
  /** True where libvirt reads each such child; default: the first one. */
  readonly each?: boolean;
  /** Words by the name of the attribute. What is newer than libvirt 9.0 says so, `amd@11.5`. */
  readonly words: Readonly<Record<string, string>>;
  /** The attributes of these that libvirt takes for absent where they are empty. */
  readonly empty?: string;
}

/** The words of a switch. */
export const ON_OFF = 'on off';

/** The words of a question. */
export const YES_NO = 'yes no';

/** How a virtio device presents itself. */
export const VIRTIO_MODELS = 'virtio virtio-transitional virtio-non-transitional';

/** What every virtio device takes in its `<driver>`. */
export const VIRTIO_DRIVER = { iommu: ON_OFF, ats: ON_OFF, packed: ON_OFF, page_per_vq: ON_OFF };
