import { useState } from 'preact/hooks';
import { copyText } from '../copy.js';

interface CopyProps {
  readonly xml: string | undefined;
  readonly stepsFile: string | undefined;
  readonly command: string | undefined;
  /** False while these belong to what was asked for before. */
  readonly isFresh: boolean;
  say(text: string): void;
}

/** What can be taken away: the domain, the steps file, the command line. */
export function CopyBar({ xml, stepsFile, command, isFresh, say }: CopyProps) {
  const [refused, refuse] = useState<string>();
  const copy = (what: string, text: string) => async () => {
    const isDone = await copyText(text);
    refuse(isDone ? undefined : text);
    say(isDone ? `${what} copied` : `The browser does not let the page copy: the ${what} is shown instead`);
  };
  const button = (what: string, text: string | undefined) => (
    <button
      type="button"
      disabled={text === undefined || !isFresh}
      onClick={text === undefined ? undefined : copy(what, text)}
    >
      Copy {what}
    </button>
  );
  return (
    <div class="copy">
      {button('XML', xml)}
      {button('steps file', stepsFile)}
      {button('command', command)}
      {command !== undefined && <input class="command" readOnly aria-label="Command line" value={command} />}
      {refused !== undefined && <textarea readOnly aria-label="Text to copy" value={refused} />}
    </div>
  );
}
