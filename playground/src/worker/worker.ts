/** The thread in which ptx runs: it answers one message after the other. */
import { answer } from './answer.js';
import type { Message, Reply } from './protocol.js';
import { describeRefusal } from './refusal.js';

addEventListener('message', async ({ data }: MessageEvent<Message>) => {
  const reply: Reply = await answer(data).then(
    (value) => ({ id: data.id, answer: value }),
    (error: unknown) => ({ id: data.id, refusal: describeRefusal(error) }),
  );
  postMessage(reply);
});
