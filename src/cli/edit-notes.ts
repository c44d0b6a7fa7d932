import type { DomainState } from './virsh.js';

/** What its state makes of an edit. */
const NOTES: readonly (readonly [applies: (state: DomainState) => boolean, text: (state: DomainState) => string])[] = [
  [
    ({ isRunning }) => isRunning,
    () => 'It is running: the change counts from its next start, and a restart inside of the guest is none',
  ],
  [
    ({ hasManagedSave }) => hasManagedSave,
    () =>
      'It has a saved state, and its next start goes on with the definition in there; virsh managedsave-remove throws the state away',
  ],
  [
    ({ snapshots }) => snapshots > 0,
    ({ snapshots }) =>
      `It has ${snapshots === 1 ? 'a snapshot' : `${snapshots} snapshots`} with the old definition, which virsh snapshot-revert brings back`,
  ],
];

/** Say what the state of a domain makes of an edit, one line each. */
export function listEditNotes(state: DomainState): string[] {
  return NOTES.flatMap(([applies, text]) => (applies(state) ? [text(state)] : []));
}
