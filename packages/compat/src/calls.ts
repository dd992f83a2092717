/**
 * The text of a module that exports `calls(clients)`. It sends requests to each service, and tries what every platform
 * does in its own way: streams as bodies, sockets, aborts, failing connections. It throws if anything goes wrong.
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

  const upload = await dam.upload(new Blob(['text']).stream(), { filename: 'a.txt', profile: 'Default' });
  const path = { applicationUuid: applications._embedded.items[0].uuid };
  const environment = await cloud.paginate('/applications/{applicationUuid}/environments', { path }).first();
  const line = await firstOf(cloud.streamLogs(environment.id));
  const missing = await failureOf(cloud.get('/applications/{applicationUuid}', { path: { applicationUuid: 'none' } }));
  const nowhere = createCloudClient({ accessToken: 'token', baseUrl: 'http://127.0.0.1:65529/api', retry: 0 });
  const refused = await failureOf(nowhere.get('/applications'));
  const stop = new AbortController();
  const stopped = failureOf(cloud.get('/applications', { signal: stop.signal }));
  stop.abort('enough');

  const seen = [
    applications._embedded.items.length,
    article.type,
    typeof asset.filename,
    typeof upload.id,
    typeof line.text,
    missing.code,
    refused.code,
    await stopped,
  ].join(' ');
  if (seen !== '1 node--article string string string not_found connection_failed enough') {
    throw new Error('The sandbox answered something else: ' + seen);
  }
  return 'answered';
}

async function firstOf(list) {
  for await (const item of list) return item;
}

const failureOf = (call) => call.then(() => 'none', (error) => error);
`;

/** A program that makes the calls and prints `answered`. */
export const callsProgram = `import { calls } from './calls.mjs';

console.log(await calls(JSON.parse(process.env.SANDBOX)));
`;
