import { oneLine } from '../domain/one-line.js';
import { PtxError } from '../errors.js';
import { BackupStore } from './backup-store.js';
import { countChanges } from './change-list.js';
import { defineProposal } from './define-proposal.js';
import { type Proposal, proposeEdit, proposeUndo } from './edit-proposal.js';
import type { EditRequest } from './edit-request.js';
import { reviewProposal } from './edit-review.js';
import { findDomain } from './edit-targets.js';
import { EXIT } from './exit-codes.js';
import type { Io } from './io.js';
import { namingFile, reportError } from './report.js';
import { RomFiles } from './rom-files.js';
import { type DomainName, Virsh } from './virsh.js';

/** What became of a domain. */
interface Outcome {
  readonly name: string;
  readonly text: string;
  readonly code: number;
}

/** One run over one or all domains of a connection. */
export class EditRun {
  readonly #request: EditRequest;
  readonly #io: Io;
  readonly #virsh: Virsh;
  readonly #outcomes: Outcome[] = [];

  constructor(request: EditRequest, io: Io) {
    this.#request = request;
    this.#io = io;
    this.#virsh = new Virsh(io, request.connect);
  }

  /** Do what was asked. Returns the exit code. */
  async run(): Promise<number> {
    const uri = await this.#virsh.uri();
    const store = new BackupStore(this.#io, uri);
    const proposals = await this.#propose(store);
    if (this.#request.print !== undefined) return this.#print(proposals);
    // What this machine has says nothing of another one.
    const roms = /^[^:]+:\/\/\//.test(uri) ? new RomFiles(this.#io) : undefined;
    const reviewed = await this.#each(proposals, async (proposal) => {
      await reviewProposal(proposal, { ...this.#request.review, roms }, this.#io);
      return proposal;
    });
    if (reviewed.length > 0 && !(await this.#isWanted(reviewed))) {
      for (const { domain } of reviewed) this.#note(domain.name, 'left as it is', EXIT.pending);
    } else await this.#define(reviewed, store);
    return this.#sumUp();
  }

  async #propose(store: BackupStore): Promise<Proposal[]> {
    const { steps, options, operand, kind } = this.#request;
    const domains = await this.#virsh.listDomains();
    const edit = (domain: DomainName) => proposeEdit(domain, steps, options, this.#virsh);
    let proposals: Proposal[];
    if (operand === undefined) proposals = await this.#each(await this.#listAll(), edit);
    else if (kind === 'edit') proposals = await this.#each([findDomain(operand, domains)], edit);
    else {
      const name = domains.find(({ uuid }) => uuid === operand)?.name ?? operand;
      proposals = await this.#each([{ name, uuid: '' }], () => proposeUndo(name, domains, this.#virsh, store));
    }
    if (this.#request.print !== undefined) return proposals;
    for (const { domain, undoes, before, isChanged } of proposals) {
      if (isChanged) continue;
      if (undoes !== undefined) await store.keepUndone(undoes, before?.xml ?? '');
      this.#note(domain.name, undoes === undefined ? 'no changes' : 'is as it was before the edit', EXIT.ok);
    }
    return proposals.filter(({ isChanged }) => isChanged);
  }

  /** A transient domain has no definition that could be edited. */
  async #listAll(): Promise<DomainName[]> {
    for (const { name } of await this.#virsh.listDomains('transient'))
      this.#note(name, 'transient, left alone', EXIT.ok);
    return this.#virsh.listDomains('persistent');
  }

  async #print(proposals: readonly Proposal[]): Promise<number> {
    const { print, isCheck } = this.#request;
    await this.#io.writeStdout((await print?.(proposals)) ?? '');
    const pending = isCheck && proposals.some(({ isChanged }) => isChanged) ? EXIT.pending : EXIT.ok;
    return Math.max(pending, ...this.#outcomes.map(({ code }) => code));
  }

  async #isWanted(proposals: readonly Proposal[]): Promise<boolean> {
    if (this.#request.review.isYes) return true;
    const names = proposals.map(({ domain }) => oneLine(domain.name));
    const what = names.length === 1 ? names[0] : `${names.length} domains (${names.join(', ')})`;
    return /^y(es)?$/i.test((await this.#io.ask(`Define ${what}? [y/N] `))?.trim() ?? '');
  }

  async #define(proposals: readonly Proposal[], store: BackupStore): Promise<void> {
    await this.#each(proposals, async (proposal) => {
      const { domain, changes, undoes } = proposal;
      const path = await defineProposal(proposal, this.#virsh, store, this.#io);
      const what = undoes === undefined ? `${countChanges(changes)} defined` : 'defined as it was before the edit';
      this.#note(domain.name, `${what}; before: ${path}`, EXIT.ok);
    });
  }

  /** Do something for each: of several one that fails is told, and the others go on. */
  async #each<Item extends DomainName | Proposal, Result>(
    items: readonly Item[],
    act: (item: Item) => Promise<Result>,
  ): Promise<Result[]> {
    const results: Result[] = [];
    for (const item of items) {
      const { name } = 'domain' in item ? item.domain : item;
      try {
        results.push(await namingFile(name, () => act(item)));
      } catch (error) {
        if (this.#request.operand !== undefined) throw error;
        this.#note(name, 'failed, see above', reportError(error, this.#io));
      }
    }
    return results;
  }

  #note(name: string, text: string, code: number): void {
    this.#outcomes.push({ name, text, code });
  }

  async #sumUp(): Promise<number> {
    const outcomes = [...this.#outcomes].sort((a, b) => (a.name < b.name ? -1 : 1));
    if (outcomes.length === 0) throw new PtxError('TARGET_NOT_FOUND', 'The connection has no domain');
    await this.#io.writeStdout(outcomes.map(({ name, text }) => `${oneLine(name)}: ${text}\n`).join(''));
    return Math.max(...outcomes.map(({ code }) => code));
  }
}
