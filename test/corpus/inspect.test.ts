import { it } from 'vitest';
import { CORPUS, readCorpus } from '../helpers/corpus.js';
import { printInspection } from '../helpers/inspect-golden.js';
import { expectSound } from '../helpers/inspection.js';

const corpus = readCorpus();
if (corpus.size === 0) console.log(`Skipped: inspection of the corpus: nothing in ${CORPUS}`);

it.skipIf(corpus.size === 0)('inspects every document of the corpus', () => {
  for (const [file, { xml }] of corpus) {
    try {
      expectSound(xml);
      printInspection(xml);
    } catch (error) {
      throw new Error(`${file}: ${error}`);
    }
  }
});
