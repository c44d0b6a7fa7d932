import { useEffect, useRef, useState } from 'preact/hooks';
import { DomainEditor } from './editor/domain-editor.js';
import { countFindings } from './findings.js';
import { isSnapshot, readFile } from './open-file.js';
import { pick, unpick } from './picks.js';
import { DOMAINS, HOSTS, type Sample } from './samples.js';
import { chooseTheme, type Theme } from './theme.js';
import { useSession } from './use-session.js';
import { ChangeView } from './views/change-view.js';
import { CopyBar } from './views/copy-bar.js';
import { DiffView } from './views/diff-view.js';
import { HostView } from './views/host-view.js';
import { OpenButton, Panel, SamplePicker } from './views/panel.js';
import { PlanView } from './views/plan-view.js';
import { TopologyView } from './views/topology-view.js';
import { Verdict } from './views/verdict.js';
import type { Refusal } from './worker/protocol.js';

/** The whole page. */
export function App({ firstTheme }: { readonly firstTheme: Theme }) {
  const [theme, setTheme] = useState(firstTheme);
  const [said, say] = useState('');
  const editor = useRef<DomainEditor>(undefined);
  const place = useRef<HTMLDivElement>(null);
  const session = useSession(editor, say);
  const { catalog, plan, findings, unreadable, result, refusal, host, written, isFresh } = session;

  useEffect(() => {
    const events = { onChange: session.setText, onPasteWhole: session.openUnnamed, onVisit: say };
    editor.current = new DomainEditor(place.current as HTMLDivElement, events);
    session.reopen();
  }, []);

  async function openFile(file: File): Promise<void> {
    const opened = await readFile(file).catch(() => undefined);
    if (opened === undefined) return say(`"${file.name}" is not UTF-8: save it as UTF-8`);
    if (!isSnapshot(opened)) return session.openDomain(opened);
    const refused = await session.openHost({ name: opened.name, text: opened.text.replace(/^\uFEFF/, '') });
    say(
      refused === undefined
        ? `Host "${file.name}" opened`
        : `"${file.name}": ${refused.message}. ${refused.hint ?? ''}`,
    );
  }

  async function openSample(samples: readonly Sample[], index: number): Promise<void> {
    const sample = samples[index];
    if (sample === undefined) return;
    const loaded = await sample.load().catch(() => undefined);
    if (loaded === undefined) return say(`"${sample.file}" cannot be loaded: reload the page`);
    const { default: text } = loaded;
    if (samples === HOSTS) await session.openHost({ name: sample.file, text });
    else session.openDomain({ name: sample.file, text });
  }

  const drop = (event: DragEvent) => {
    const files = [...(event.dataTransfer?.files ?? [])];
    // Text that is dragged into a field is the business of that field.
    if (files.length === 0 && (event.target as Element).matches('.editor, input')) return;
    event.preventDefault();
    for (const file of files) void openFile(file);
  };
  const takesAddress = catalog?.recipes
    .find(({ name }) => name === plan.recipe?.name)
    ?.options.some(({ name }) => name === 'address');
  const fixable = findings.filter((finding) => finding.fixable).length;

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a file can be dropped anywhere, and opened by a button as well
    <div class="page" onDragOver={(event) => event.preventDefault()} onDropCapture={drop}>
      <header class="top">
        <h1>ptx playground</h1>
        <p>Nothing leaves this browser.</p>
        <button
          type="button"
          onClick={() => {
            const other = theme === 'dark' ? 'light' : 'dark';
            chooseTheme(other);
            setTheme(other);
          }}
        >
          {theme === 'dark' ? 'Light' : 'Dark'} theme
        </button>
      </header>
      <main>
        <section class="panel domain" aria-labelledby="domain-title">
          <header>
            <h2 id="domain-title">Domain</h2>
            <SamplePicker
              label="Sample domains"
              titles={DOMAINS.map(({ title }) => title)}
              onPick={(index) => openSample(DOMAINS, index)}
            />
            <OpenButton label="Open a domain" accept=".xml,text/xml" onOpen={openFile} />
            <span class="grow" />
            <button
              type="button"
              title="F8"
              disabled={findings.length === 0 && unreadable?.location === undefined}
              onClick={() => editor.current?.visit(1)}
            >
              Next
            </button>
            <button type="button" disabled={fixable === 0} onClick={() => session.fix(undefined)}>
              Fix all{fixable === 0 ? '' : ` ${fixable}`}
            </button>
          </header>
          <div class="editor" ref={place} />
          <div class="keys">
            <output class="count">{countOf(session.text, unreadable, findings)}</output>
            <span>
              <kbd>F8</kbd> next, <kbd>Shift F8</kbd> back, <kbd>Alt Enter</kbd> fix, <kbd>Tab</kbd> leave
            </span>
          </div>
        </section>
        <Panel name="plan" title="Steps" tools={<Versions target={session.target} onChange={session.setTarget} />}>
          <PlanView catalog={catalog} plan={plan} refusal={refusal} onChange={session.setPlan} />
        </Panel>
        <Panel
          name="host"
          title="Host"
          tools={
            <>
              <SamplePicker
                label="Sample hosts"
                titles={HOSTS.map(({ title }) => title)}
                onPick={(index) => openSample(HOSTS, index)}
              />
              <OpenButton label="Open a host snapshot" accept=".json,application/json" onOpen={openFile} />
              {host !== undefined && (
                <button type="button" onClick={session.closeHost}>
                  Close
                </button>
              )}
            </>
          }
        >
          <HostView
            picture={host?.picture}
            plan={plan}
            onPick={(card, isPicked) =>
              session.setPlan(isPicked ? unpick(plan, card) : pick(plan, card, takesAddress === true))
            }
          />
        </Panel>
        <section class="result" aria-label="Result">
          <Verdict
            {...{ plan, text: session.text, unreadable, refusal, result }}
            onGo={() => editor.current?.visit(1)}
          />
          <CopyBar xml={result?.xml} stepsFile={written?.stepsFile} command={written?.command} {...{ isFresh, say }} />
        </section>
        <Panel name="lines" title="Changed lines">
          <DiffView result={result} />
        </Panel>
        <Panel name="reasons" title="Changes and reasons">
          <ChangeView result={result} />
        </Panel>
        <Panel name="pci" title="Guest PCI topology">
          <TopologyView result={result} />
        </Panel>
      </main>
      <p class="said" role="status" aria-live="polite">
        {said}
      </p>
    </div>
  );
}

function countOf(text: string, unreadable: Refusal | undefined, findings: Parameters<typeof countFindings>[0]): string {
  if (text.trim() === '') return '';
  if (unreadable === undefined) return countFindings(findings);
  return unreadable.location === undefined ? 'Not looked at' : 'Cannot be read';
}

type Session = ReturnType<typeof useSession>;

/** The versions that the result has to work with. */
function Versions({
  target,
  onChange,
}: {
  readonly target: Session['target'];
  onChange(target: Session['target']): void;
}) {
  const field = (program: 'libvirt' | 'qemu', oldest: string) => (
    <label class="version">
      {program}
      <input
        type="text"
        size={4}
        inputMode="decimal"
        placeholder={oldest}
        value={target[program] ?? ''}
        onInput={({ currentTarget: { value } }) => {
          const { [program]: _, ...others } = target;
          onChange(value === '' ? others : { ...others, [program]: value });
        }}
      />
    </label>
  );
  return (
    <>
      <span class="grow" />
      {field('libvirt', '9.0')}
      {field('qemu', '7.2')}
    </>
  );
}
