import { NO_PLACE, type Refusal, type Reply, type RequestKind, type Requests } from './worker/protocol.js';
import workerUrl from './worker/worker.ts?worker&url';

/** What ptx refused, thrown where an answer was waited for. */
export class Refused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

// A worker out of a blob is held to the policy of the page; one from a file would be held to none.
const address = JSON.stringify(new URL(workerUrl, import.meta.url).href);
const source = new Blob([`import ${address};`], { type: 'text/javascript' });
const worker = new Worker(URL.createObjectURL(source), { type: 'module' });

const waiting = new Map<number, (reply: Reply) => void>();
let lastId = 0;

worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
  waiting.get(data.id)?.(data);
  waiting.delete(data.id);
});

/** What every question is answered with once the thread is gone. */
let breakdown: Refusal | undefined;

// Nothing that ptx throws comes here, only a thread that cannot be loaded or that the browser ends.
worker.addEventListener('error', ({ message = 'Its code cannot be loaded' }) => {
  breakdown = { ...NO_PLACE, code: 'UNEXPECTED', message: `ptx stopped: ${message}`, hint: 'Reload the page' };
  for (const [id, settle] of waiting) settle({ id, refusal: breakdown });
  waiting.clear();
});

/** Ask the worker. Rejects with `Refused`. */
export function ask<Kind extends RequestKind>(
  kind: Kind,
  body: Requests[Kind]['ask'],
): Promise<Requests[Kind]['answer']> {
  if (breakdown !== undefined) return Promise.reject(new Refused(breakdown));
  lastId += 1;
  const id = lastId;
  worker.postMessage({ ...body, id, kind });
  return new Promise((resolve, reject) => {
    waiting.set(id, ({ answer, refusal }) => {
      if (refusal === undefined) resolve(answer as Requests[Kind]['answer']);
      else reject(new Refused(refusal));
    });
  });
}

/** Run the newest of many tasks, one at a time: what was asked in between is left out. */
export class Latest {
  #next: (() => Promise<void>) | undefined;
  #isBusy = false;

  async run(task: () => Promise<void>): Promise<void> {
    this.#next = task;
    if (this.#isBusy) return;
    this.#isBusy = true;
    while (this.#next !== undefined) {
      const current = this.#next;
      this.#next = undefined;
      await current();
    }
    this.#isBusy = false;
  }
}
