/** A domain or a host that comes with the page; it is loaded when it is picked. */
export interface Sample {
  readonly title: string;
  readonly file: string;
  load(): Promise<{ readonly default: string }>;
}

export const DOMAINS: readonly Sample[] = [
  {
    title: 'Windows 10 on i440fx',
    file: 'win10.xml',
    load: () => import('../../examples/windows-gpu/win10.xml?raw'),
  },
  { title: 'Windows 11 on q35', file: 'win11.xml', load: () => import('../../examples/method-a/win11.xml?raw') },
  {
    title: 'Linux workstation',
    file: 'workstation.xml',
    load: () => import('../../examples/steps-file/workstation.xml?raw'),
  },
  { title: 'Router with a NIC', file: 'router.xml', load: () => import('../../examples/nic/router.xml?raw') },
  { title: 'A domain full of mistakes', file: 'windows.xml', load: () => import('../samples/mistakes.xml?raw') },
];

export const HOSTS: readonly Sample[] = [
  {
    title: 'Xeon E3, GTX 1060',
    file: 'xeon.json',
    load: () => import('../../golden/host/inspect/ubuntu1804-e3-gtx1060.json?raw'),
  },
  {
    title: 'Desktop, RTX 4070',
    file: 'desktop.json',
    load: () => import('../../golden/host/inspect/ubuntu2510-rtx4070.json?raw'),
  },
  {
    title: 'B550 board, shared groups',
    file: 'b550.json',
    load: () => import('../../golden/host/inspect/pve-b550-before.json?raw'),
  },
];
