/** The text of a program in TypeScript that makes a call to each service, as an app writes it. Prints `answered`. */
export const typedCallsProgram = `import { createCloudClient } from '@acme/cloud';
import { createDamClient } from '@acme/dam';
import { ConfigurationError, createTokenSource, memoryStore, OAuthError, refreshToken } from '@acme/oauth-core';
import { createSandbox } from '@acme/sandbox';
import { createSourceClient, defineResource, many, one } from '@acme/source';
import * as z from 'zod';

const User = defineResource('user--user', { attributes: z.object({ display_name: z.string() }) });
const Tag = defineResource('taxonomy_term--tags', { attributes: z.object({ name: z.string() }) });
const Article = defineResource('node--article', {
  attributes: z.object({ title: z.string() }),
  relationships: { uid: one(() => User), tags: many(() => Tag) },
});

async function main(): Promise<string> {
  const sandbox = createSandbox();
  const cloud = createCloudClient({ ...sandbox.clients.cloud, organization: sandbox.organizations[0].uuid });
  const page = await cloud.get('/applications', { query: { limit: 1 } });
  const names: string[] = (page._embedded?.items ?? []).map(({ name }) => name);
  for await (const { uuid } of cloud.paginate('/applications')) names.push(uuid satisfies string);

  const source = createSourceClient(sandbox.clients.source);
  const article = await source.list(Article, { include: ['tags'] }).first();
  const tags: (string | undefined)[] | undefined = article?.tags.map(({ name }) => name);

  const dam = createDamClient(sandbox.clients.damPersonal);
  const asset = await dam.search({ query: '' }).first();
  const filename: string | undefined = asset?.filename;

  try {
    // @ts-expect-error there is no such path
    await cloud.get('/aplications');
  } catch (error) {
    if (OAuthError.is(error)) throw error;
  }
  try {
    createTokenSource({ profile: { name: 'x' } as never, clientId: '', grant: refreshToken(), store: memoryStore(), key: 'k' });
  } catch (error) {
    if (!ConfigurationError.is(error)) throw error;
  }
  await cloud.tokens[Symbol.asyncDispose]();
  return names.length > 0 && tags !== undefined && filename !== undefined ? 'answered' : 'nothing';
}

main().then((said) => {
  if (said !== 'answered') throw new Error(said);
});
`;

/** The text of a module that names everything that each entry declares. */
export const everyEntry = (entries: readonly string[]): string => `${entries
  .map((entry, index) => `import * as entry${index} from '${entry}';\n`)
  .join('')}
export const all = [${entries.map((_, index) => `entry${index}`).join(', ')}];
`;
