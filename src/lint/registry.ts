import type { Rule } from './rule.js';
import { attributeKnown } from './rules/attribute-known.js';
import { cpuArgumentAbsent } from './rules/cpu-argument-absent.js';
import { deviceSettingLive } from './rules/device-setting-live.js';
import { domainConfined } from './rules/domain-confined.js';
import { domainNameValid } from './rules/domain-name-valid.js';
import { elementKnown } from './rules/element-known.js';
import { foreignElementInMetadata } from './rules/foreign-element-in-metadata.js';
import { graphicsListenGuarded } from './rules/graphics-listen-guarded.js';
import { kvmSingle } from './rules/kvm-single.js';
import { macValid } from './rules/mac-valid.js';
import { metadataChildNamespaced } from './rules/metadata-child-namespaced.js';
import { overrideDeviceThere } from './rules/override-device-there.js';
import { overridePropertyValid } from './rules/override-property-valid.js';
import { qemuArgumentComplete } from './rules/qemu-argument-complete.js';
import { qemuArgumentNative } from './rules/qemu-argument-native.js';
import { qemuNamespaceBound } from './rules/qemu-namespace-bound.js';
import { runtimeStateAbsent } from './rules/runtime-state-absent.js';
import { secretAbsent } from './rules/secret-absent.js';
import { singletonSingle } from './rules/singleton-single.js';
import { unusedSuppression } from './rules/unused-suppression.js';
import { userAliasValid } from './rules/user-alias-valid.js';
import { uuidValid } from './rules/uuid-valid.js';
import { valueKnown } from './rules/value-known.js';
import { vfioArgumentAbsent } from './rules/vfio-argument-absent.js';
import { xmlWellFormed } from './rules/xml-well-formed.js';

/** Every rule, by the part of a domain that it is about. */
export const rules: readonly Rule[] = Object.freeze([
  xmlWellFormed,
  unusedSuppression,
  kvmSingle,
  elementKnown,
  attributeKnown,
  valueKnown,
  foreignElementInMetadata,
  metadataChildNamespaced,
  singletonSingle,
  qemuNamespaceBound,
  qemuArgumentComplete,
  qemuArgumentNative,
  cpuArgumentAbsent,
  deviceSettingLive,
  vfioArgumentAbsent,
  overrideDeviceThere,
  overridePropertyValid,
  runtimeStateAbsent,
  userAliasValid,
  secretAbsent,
  graphicsListenGuarded,
  domainConfined,
  domainNameValid,
  uuidValid,
  macValid,
]);

/** The rule of a name, undefined where there is none. */
export function findRule(name: string): Rule | undefined {
  return rules.find((rule) => rule.name === name);
}
