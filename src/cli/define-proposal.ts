import { diffDomains } from '../diff/diff-domains.js';
import { parseDomain } from '../domain/domain.js';
import { hideSecrets } from '../domain/hide-secrets.js';
import { PtxError } from '../errors.js';
import type { BackupStore, KeptDefinition } from './backup-store.js';
import { formatDifferences } from './difference-list.js';
import type { Proposal } from './edit-proposal.js';
import type { Io } from './io.js';
import { uninterrupted } from './signals.js';
import type { Virsh } from './virsh.js';

/**
 * Have libvirt take a proposal while no other edit does, and see that it means to libvirt what it says. What was there is
 * kept first. Returns the file that keeps it.
 *
 * @throws PtxError DOMAIN_CHANGED where somebody was faster, LIBVIRT_FAILED where libvirt refuses: then nothing is changed;
 * DEFINE_UNVERIFIED where libvirt makes something else of it; DOMAIN_LOCKED
 */
export async function defineProposal(proposal: Proposal, virsh: Virsh, store: BackupStore, io: Io): Promise<string> {
  return store.exclusively(proposal.domain.name, () => defineAlone(proposal, virsh, store, io));
}

async function defineAlone(proposal: Proposal, virsh: Virsh, store: BackupStore, io: Io): Promise<string> {
  const { domain, before, after } = proposal;
  await requireUnchanged(proposal, virsh);
  const kept = await proposal.keep(store, before?.xml ?? '');
  // Ctrl-C ends what virsh does; what follows from that is done to its end.
  const dump = await uninterrupted(async () => {
    try {
      await store.lend(domain.name, after.xml, (file) => virsh.define(file));
    } catch (error) {
      await dropUnused(proposal, virsh, kept);
      throw error;
    }
    return virsh.dump(domain);
  });
  await kept.complete(dump);
  const found = parseDomain(dump);
  if (diffDomains(after, found).length === 0) return kept.path;
  io.writeStderr(formatDifferences(diffDomains(hideSecrets(after), hideSecrets(found)), false));
  throw new PtxError('DEFINE_UNVERIFIED', 'libvirt took the definition, but it has something else now', {
    hint: `"ptx edit --undo" brings back what was there; it is ${kept.path}`,
  });
}

async function requireUnchanged({ domain, before }: Proposal, virsh: Virsh): Promise<void> {
  const isThere = (await virsh.listDomains()).some(({ uuid }) => uuid === domain.uuid);
  const now = isThere ? await virsh.dump(domain) : undefined;
  if (now === before?.xml) return;
  throw new PtxError('DOMAIN_CHANGED', 'Somebody changed the domain meanwhile; nothing was done', {
    hint: 'The same command again starts from what is there now',
  });
}

/** What was not replaced needs no backup; where that cannot be told, it stays. */
async function dropUnused({ domain, before }: Proposal, virsh: Virsh, kept: KeptDefinition): Promise<void> {
  const now = await virsh.dump(domain).catch(() => undefined);
  if (now === before?.xml) await kept.drop();
}
