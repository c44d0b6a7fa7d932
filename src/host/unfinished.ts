import { z } from 'zod/mini';

/** Where the records of a host are, a file for each. */
export const RECORDS = '/var/lib/ptx/records';

/** Of the record of what was begun on a host, and neither ended nor taken back, what tells how to go on. */
export const unfinishedSchema = z.object({
  id: z.string().check(z.regex(/^[0-9A-Za-z-]{1,64}$/)),
  state: z.enum(['applying', 'failed', 'rolling-back']),
  startedAt: z.iso.datetime(),
});

/** What was begun on a host, and neither ended nor taken back. */
export type Unfinished = z.infer<typeof unfinishedSchema>;

/** The code of what a plan, and a look at its devices, say of it. */
export const UNFINISHED = 'apply-unfinished';

/** Say what was begun, and what ends it: files may be as they shall be without the initramfs and the boot menu that take them up. */
export function explainUnfinished({ id, state }: Unfinished): { readonly message: string; readonly next: string } {
  const rollback = `"ptx host rollback ${id}"`;
  return state === 'rolling-back'
    ? { message: `A rollback was begun and not ended: ${id}`, next: `${rollback} goes on with it` }
    : {
        message: `A plan was begun and not ended: ${id}`,
        next: `"ptx host apply ${RECORDS}/${id}.json" goes on with it, ${rollback} takes back what was done`,
      };
}
