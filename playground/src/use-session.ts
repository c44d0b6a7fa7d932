import type { Target } from 'libvirt-ptx';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ask, Latest, Refused } from './client.js';
import type { DomainEditor } from './editor/domain-editor.js';
import { noteOfRefusal, notesOf } from './findings.js';
import { keep, readKept } from './kept.js';
import type { OpenedFile } from './open-file.js';
import { EMPTY_PLAN, isEmpty, listOf, type Plan } from './state.js';
import type { Catalog, HostPicture, PlacedFinding, Refusal, Transformed, Written } from './worker/protocol.js';

/** So long the page waits for more before it asks the worker; the editor has waited for typing to pause. */
const PAUSE_MS = 40;

/** What a domain is called that came without a file. */
const UNNAMED = 'domain.xml';

/** The domain, what is asked for, and what the worker says of both. */
export function useSession(editor: { readonly current: DomainEditor | undefined }, say: (text: string) => void) {
  const [kept] = useState(readKept);
  const [catalog, setCatalog] = useState<Catalog>();
  const [name, setName] = useState(kept?.domain.name ?? UNNAMED);
  const [text, setText] = useState('');
  const [plan, setPlan] = useState<Plan>(kept?.plan ?? EMPTY_PLAN);
  const [target, setTarget] = useState<Partial<Target>>(kept?.target ?? {});
  const [host, setHost] = useState<OpenedFile & { readonly picture: HostPicture }>();
  const [findings, setFindings] = useState<readonly PlacedFinding[]>([]);
  const [stopped, setStopped] = useState<Refusal>();
  const [unreadable, setUnreadable] = useState<Refusal>();
  const [result, setResult] = useState<Transformed>();
  const [refusal, setRefusal] = useState<Refusal>();
  const [written, setWritten] = useState<Written>();
  const [answered, setAnswered] = useState<readonly unknown[]>([]);
  const [isBusy, setBusy] = useState(false);
  const asked = [text, name, plan, target, host];
  const runs = useRef({ lint: new Latest(), transform: new Latest() });

  useEffect(() => void orRefusal(ask('catalog', {})).then(start), []);
  useEffect(() => {
    const keepAll = () =>
      keep({
        domain: { name, text: editor.current?.text ?? text },
        host: host === undefined ? undefined : { name: host.name, text: host.text },
        plan,
        target,
      });
    addEventListener('pagehide', keepAll);
    return () => removeEventListener('pagehide', keepAll);
  }, asked);

  useEffect(() => after(PAUSE_MS, () => runs.current.lint.run(lint)), [text, target, host]);
  useEffect(() => after(PAUSE_MS, () => runs.current.transform.run(transform)), asked);

  function start(answer: Catalog | Refusal): void {
    if ('code' in answer) setStopped(answer);
    else setCatalog(answer);
  }

  async function lint(): Promise<void> {
    setBusy(true);
    const found = text.trim() === '' ? [] : await orRefusal(ask('lint', { xml: text, target }));
    setBusy(false);
    // Another text is on its way to be read.
    if (editor.current?.text !== text) return;
    const isRead = Array.isArray(found);
    setUnreadable(isRead ? undefined : found);
    setFindings(isRead ? found : []);
    if (isRead) editor.current.show(notesOf(found, (finding) => void fix(finding)));
    // What is refused without a place is not the text, but the versions.
    else editor.current.show(found.location === undefined ? [] : [noteOfRefusal(text, found)]);
  }

  async function transform(): Promise<void> {
    const list = listOf(plan);
    if (text.trim() === '' || isEmpty(plan)) {
      setResult(undefined);
      setRefusal(undefined);
    } else {
      const made = await orRefusal(ask('transform', { xml: text, list, options: { target } }));
      setResult('code' in made ? undefined : made);
      setRefusal('code' in made ? made : undefined);
    }
    const wanted = isEmpty(plan)
      ? undefined
      : await orRefusal(ask('write', { list, input: name, host: host?.name, target }));
    setWritten(wanted === undefined || 'code' in wanted ? undefined : wanted);
    setAnswered(asked);
  }

  /** Mend one finding, or all. */
  async function fix(finding: PlacedFinding | undefined): Promise<void> {
    const xml = editor.current?.text ?? '';
    const fixed = await orRefusal(ask('fix', { xml, target, finding }));
    if ('code' in fixed || editor.current?.text !== xml) return;
    editor.current.replace(fixed.xml);
    const count = fixed.changes.length;
    say(
      count === 0
        ? 'Nothing left to fix there'
        : `Fixed: ${count === 1 ? fixed.changes[0]?.reason : `${count} changes`}`,
    );
  }

  /** Show another domain. */
  function openDomain(opened: OpenedFile): void {
    setName(opened.name);
    editor.current?.load(opened.text);
  }

  /** Show another domain that came without a file. */
  function openUnnamed(pasted: string): void {
    openDomain({ name: UNNAMED, text: pasted });
  }

  /** Show what a reload took away; the editor has to be there. */
  function reopen(): void {
    if (kept === undefined) return;
    openDomain(kept.domain);
    if (kept.host !== undefined) void openHost(kept.host);
  }

  /** Show another host; false where it is no snapshot. */
  async function openHost(opened: OpenedFile): Promise<Refusal | undefined> {
    const picture = await orRefusal(ask('host', { text: opened.text }));
    if ('code' in picture) return picture;
    setHost({ ...opened, picture });
    return undefined;
  }

  async function closeHost(): Promise<void> {
    await ask('forgetHost', {});
    setHost(undefined);
  }

  /** False while what is shown is what came of something else. */
  const isFresh = asked.every((each, index) => each === answered[index]);
  const state = {
    catalog,
    name,
    text,
    plan,
    target,
    host,
    findings,
    unreadable: stopped ?? unreadable,
    result,
    refusal,
    written,
    isFresh,
    isBusy,
  };
  return { ...state, setText, setPlan, setTarget, fix, openDomain, openUnnamed, openHost, closeHost, reopen };
}

function after(ms: number, run: () => unknown): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

/** An answer of the worker, or its refusal as a value. */
async function orRefusal<Answer>(answer: Promise<Answer>): Promise<Answer | Refusal> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
}
