import { PtxError } from 'libvirt-ptx';
import { NO_PLACE, type Refusal } from './protocol.js';

/** The step that refused, where it can be told apart from others of its name. */
const indices = new WeakMap<PtxError, number>();

/** Run something for one of the steps that were asked for, and remember which one it was when it refuses. */
export function forStep<Value>(index: number, run: () => Value): Value {
  try {
    return run();
  } catch (error) {
    if (error instanceof PtxError) indices.set(error, index);
    throw error;
  }
}

/** Write what was thrown as data; what is no refusal is a bug, and says so. */
export function describeRefusal(error: unknown): Refusal {
  if (error instanceof PtxError) {
    const { code, message, hint, location, path, step, option } = error;
    return { code, message, hint: hint ?? CURES[code], location, path, step, option, index: indices.get(error) };
  }
  return {
    ...NO_PLACE,
    code: 'UNEXPECTED',
    message: error instanceof Error ? error.message : String(error),
    hint: 'This is a bug of ptx: please report it with the document, if you may share it',
  };
}

/** What to do where a refusal does not say it; docs/errors.md says the same. */
const CURES: Readonly<Partial<Record<PtxError['code'], string>>> = {
  XML_NOT_WELL_FORMED: 'Mend the text at the place that is named: libvirt reads no document that is not well-formed',
  XML_TOO_DEEP: 'A domain is never nested so deep: look for an end tag that is missing',
  NOT_A_DOMAIN: 'Paste the whole <domain>, as "virsh dumpxml --inactive" prints it',
  TARGET_NOT_FOUND: 'Check the address or the name in the options of the step',
};
