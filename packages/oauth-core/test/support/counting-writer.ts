/**
 * Counts in one entry of a shared file store, as one process of many: `node counting-writer.ts FOLDER LOG TIMES`.
 * Each count that the store confirmed is a line in LOG.
 */
import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { TokenStoreError } from '../../src/errors.ts';
import { fileStore } from '../../src/node.ts';

const [folder = '', log = '', times = ''] = process.argv.slice(2);
const store = fileStore(folder);

for (let counted = 0; counted < Number(times); ) {
  const found = await store.get('counter');
  const count = Number(found?.entry.value ?? 0) + 1;
  const revision = randomUUID();
  let written: boolean;
  try {
    written = await store.set(
      'counter',
      { format: 1, revision, value: `${count}` },
      { replaces: found?.entry.revision },
    );
  } catch (error) {
    if (!TokenStoreError.is(error) || !error.message.includes('read the entry again')) throw error;
    written = (await store.get('counter'))?.entry.revision === revision;
  }
  if (!written) continue;
  appendFileSync(log, `${count}\n`);
  counted++;
}
