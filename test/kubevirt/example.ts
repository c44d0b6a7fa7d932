import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../helpers/doc-blocks.js';

/** A file of examples/kubevirt. */
export function readExample(name: string): string {
  return readFileSync(join(ROOT, 'examples/kubevirt', name), 'utf8');
}

/** What KubeVirt hands over there, and what has to come out. */
export const [VMI, ANNOTATED, DOMAIN_XML, EXPECTED] = [
  'vmi.json',
  'vmi-annotated.json',
  'domain.xml',
  'defined.xml',
].map((name) => readExample(name)) as [string, string, string, string];

/** The files that the flags of the example name. */
export const FILES = { 'steps.yaml': readExample('steps.yaml'), 'devices.yaml': readExample('devices.yaml') };
export const FLAGS = ['--steps', 'steps.yaml', '--devices', 'devices.yaml'];

/** The annotated VMI with other parts. */
export function vmiWith({ annotations = {}, status = {} }: { annotations?: object; status?: object }): string {
  const vmi = JSON.parse(ANNOTATED);
  Object.assign(vmi.metadata.annotations, annotations);
  Object.assign(vmi.status, status);
  return JSON.stringify(vmi);
}
