import { diffDomains } from '../diff/diff-domains.js';
import { type Domain, parseDomain } from '../domain/domain.js';
import type { Warning } from '../domain/domain-draft.js';
import { hideSecrets } from '../domain/hide-secrets.js';
import { PtxError } from '../errors.js';
import { transformDomain } from '../transforms/run.js';
import type { TransformOptions } from '../transforms/surroundings.js';
import type { Step } from '../transforms/transform.js';
import type { Change } from '../xml/change.js';
import type { Backup, BackupStore, KeptDefinition } from './backup-store.js';
import type { DomainName, DomainState, Virsh } from './virsh.js';

/** What is to become of a domain. */
export interface Proposal {
  readonly domain: DomainName;
  /** Undefined where libvirt does not have the domain any more. */
  readonly state: DomainState | undefined;
  /** The definition that libvirt has, with its secrets; undefined where it has none. */
  readonly before: Domain | undefined;
  readonly after: Domain;
  readonly isChanged: boolean;
  /** What the steps did, with secrets hidden. */
  readonly changes: readonly Change[];
  readonly warnings: readonly Warning[];
  /** The edit that is taken back. */
  readonly undoes: Backup | undefined;
  /** Keep the definition that is replaced. */
  keep(store: BackupStore, xml: string): Promise<KeptDefinition>;
}

/**
 * Propose what steps make of a domain.
 *
 * @throws PtxError DOMAIN_UNSUPPORTED for a transient domain, LIBVIRT_FAILED, and what a step refuses
 */
export async function proposeEdit(
  domain: DomainName,
  steps: readonly Step[],
  options: TransformOptions,
  virsh: Virsh,
): Promise<Proposal> {
  const state = await virsh.readState(domain);
  if (!state.isPersistent) {
    throw new PtxError(
      'DOMAIN_UNSUPPORTED',
      'It is transient: its definition ends with it, and there is none to edit',
      {
        hint: 'virsh define makes it persistent',
      },
    );
  }
  const before = parseDomain(await virsh.dump(domain));
  const { domain: after, warnings } = transformDomain(before, ...steps, options);
  const isChanged = after.xml !== before.xml;
  // The same steps over what may be shown: no change can give a secret away.
  const changes = isChanged ? transformDomain(hideSecrets(before), ...steps, options).changes : [];
  const keep: Proposal['keep'] = (store, xml) => store.keep(domain.name, xml);
  return { domain, state, before, after, isChanged, changes, warnings, undoes: undefined, keep };
}

/**
 * Propose to take the last edit of a domain back, also of one that is gone.
 *
 * @throws PtxError TARGET_NOT_FOUND where there is no edit, CONFLICT where another domain has the name now
 */
export async function proposeUndo(
  name: string,
  domains: readonly DomainName[],
  virsh: Virsh,
  store: BackupStore,
): Promise<Proposal> {
  const undoes = await store.findLatest(name);
  if (undoes === undefined) {
    const hint = 'ptx knows edits that were done with this connection, by this user, and were not taken back';
    throw new PtxError('TARGET_NOT_FOUND', `There is no edit of domain "${name}" to take back`, { hint });
  }
  const after = parseDomain(undoes.xml);
  const uuid = after.root.child('uuid')?.text ?? '';
  const present = domains.find((domain) => domain.name === name);
  if (present !== undefined && present.uuid !== uuid) {
    const hint = `${undoes.path} has the old one`;
    throw new PtxError('CONFLICT', `Another domain is called "${name}" now: its UUID is ${present.uuid}`, { hint });
  }
  const domain = { name, uuid };
  const before = present === undefined ? undefined : parseDomain(await virsh.dump(domain));
  return {
    domain,
    state: present === undefined ? undefined : await virsh.readState(domain),
    before,
    after,
    isChanged: before === undefined || diffDomains(before, after).length > 0,
    changes: [],
    warnings: [],
    undoes,
    keep: (kept, xml) => kept.keepUndone(undoes, xml),
  };
}

/** True where somebody changed the domain after the edit that is taken back. */
export function isChangedSince({ before, undoes }: Proposal): boolean {
  if (undoes?.edited === undefined || before === undefined) return false;
  return diffDomains(parseDomain(undoes.edited), before).length > 0;
}
