import { useState } from 'preact/hooks';
import { isPicked } from '../picks.js';
import type { Plan } from '../state.js';
import type { HostCard, HostGroup, HostPicture } from '../worker/protocol.js';

interface HostProps {
  readonly picture: HostPicture | undefined;
  readonly plan: Plan;
  onPick(card: HostCard, isPicked: boolean): void;
}

/** The IOMMU groups of a host as a picture: a box is a group, a card in it can be picked. */
export function HostView({ picture, plan, onPick }: HostProps) {
  const [looked, look] = useState<HostCard>();
  if (picture === undefined) {
    return (
      <p class="empty">
        Drop the output of <code>ptx host inspect --format json</code> here, or pick a sample. Its cards then fill in
        the addresses, and the findings know the host.
      </p>
    );
  }
  const groups = picture.groups.filter(({ cards }) => cards.length > 0);
  const quiet = picture.groups.length - groups.length;
  return (
    <>
      <p class="help">{picture.title}</p>
      <ul class="groups" onMouseLeave={() => look(undefined)}>
        {groups.map((group) => (
          <Group key={group.id} {...{ group, plan, looked, look, onPick }} />
        ))}
      </ul>
      {quiet > 0 && <p class="help">{quiet} groups with bridges only are not shown.</p>}
    </>
  );
}

interface GroupProps extends Pick<HostProps, 'plan' | 'onPick'> {
  readonly group: HostGroup;
  readonly looked: HostCard | undefined;
  look(card: HostCard | undefined): void;
}

function Group({ group, ...rest }: GroupProps) {
  const { id, verdict, bridges, cards } = group;
  return (
    <li class={`group ${verdict ?? ''}`}>
      <h3>
        {id === null ? 'In no group' : `Group ${id}`} <span class={`verdict ${verdict}`}>{verdict}</span>
      </h3>
      {cards.map((card) => (
        <Card key={card.slot} card={card} {...rest} />
      ))}
      {bridges.map(({ address, driver }) => (
        <p key={address} class="bridge">
          <code>{short([address])}</code> bridge, stays with the host ({driver ?? 'no driver'})
        </p>
      ))}
    </li>
  );
}

function Card({ card, plan, looked, look, onPick }: Omit<GroupProps, 'group'> & { readonly card: HostCard }) {
  const { slot, functions, passthrough } = card;
  const picked = isPicked(plan, slot);
  const { blockers, companions, dragged } = passthrough;
  const isBlocked = blockers.length > 0;
  const goesAlong = functions.some(
    ({ address }) => looked !== undefined && looked.slot !== slot && looked.passthrough.set.includes(address),
  );
  const id = `drag-${slot}`;
  const state = [picked ? 'picked' : '', goesAlong ? 'along' : '', isBlocked ? 'blocked' : ''].join(' ');
  return (
    <div class={`card ${state}`}>
      <button
        type="button"
        aria-pressed={picked}
        aria-describedby={id}
        disabled={isBlocked && !picked}
        onClick={() => onPick(card, picked)}
        onMouseEnter={() => look(card)}
        onFocus={() => look(card)}
        onBlur={() => look(undefined)}
      >
        {functions.map(({ address, className, driver, names }) => (
          <span key={address} class="function">
            <code>{short([address])}</code> <b>{className ?? 'Unknown class'}</b>
            <small>{[names.device ?? names.vendor, driver ?? 'no driver'].filter(Boolean).join(' · ')}</small>
          </span>
        ))}
      </button>
      <div id={id} class="drag">
        {companions.length > 0 && <p>Takes along, as they are on the same card: {short(companions)}</p>}
        {dragged.length > 0 && <p>Takes along, as they share its group: {short(dragged)}</p>}
        <Reasons blockers={blockers} />
      </div>
    </div>
  );
}

/** Why a card has to stay: the first reason, and the others on demand. */
function Reasons({ blockers }: Pick<HostCard['passthrough'], 'blockers'>) {
  const [first, ...others] = blockers.map(({ code, address, message }) => (
    <p key={code + address} class="blocker">
      Stays: <code>{short([address])}</code> {message}
    </p>
  ));
  return (
    <>
      {first}
      {others.length > 0 && (
        <details>
          <summary>
            {others.length} more {others.length === 1 ? 'reason' : 'reasons'}
          </summary>
          {others}
        </details>
      )}
    </>
  );
}

/** A host has its devices in PCI domain 0000, as good as always. */
function short(addresses: readonly string[]): string {
  return addresses.map((address) => address.replace(/^0000:/, '')).join(', ');
}
