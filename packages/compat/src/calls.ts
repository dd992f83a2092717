/**
 * The text of a module, `calls()`: one request to each service with the options that are in `SANDBOX`, over the network.
 * Throws unless each is answered with what the sandbox holds.
 */
export const callsModule = `import { createCloudClient } from '@acme/cloud';
import { createDamClient } from '@acme/dam';
import { createSourceClient } from '@acme/source';

export async function calls(clients) {
  const cloud = createCloudClient(clients.cloud);
  const applications = await cloud.get('/applications', { query: { limit: 1 } });
  const source = createSourceClient(clients.source);
  const article = await source.list('node--article').first();
  const dam = createDamClient(clients.damPersonal);
  const asset = await dam.search({ query: '' }).first();
  const seen = [applications._embedded.items.length, article.type, typeof asset.filename].join(' ');
  if (seen !== '1 node--article string') throw new Error('The sandbox answered something else: ' + seen);
  return 'answered';
}
`;

/** A program that makes the calls and prints `answered`. */
export const callsProgram = `import { calls } from './calls.mjs';

console.log(await calls(JSON.parse(process.env.SANDBOX)));
`;
