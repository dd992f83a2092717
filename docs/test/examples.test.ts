import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './samples.ts';
import { typeCheck } from './type-check.ts';

/** What the examples are about, beside the names that they declare. */
const given = {
  cloud: `import { type CloudClient, createCloudClient } from '@acme/cloud';
declare const cloud: CloudClient;
declare const path: { environmentId: string };
declare const environmentId: string, uuid: string, organization: string;
declare const accessToken: string, expiresAt: number;`,
  source: `import { createSourceClient, defineResource, type Identifier, many, one, type SourceClient } from '@acme/source';
import * as z from 'zod';
declare const source: SourceClient;
const Tag = defineResource('taxonomy_term--tags', { attributes: z.object({ name: z.string() }) });
const Article = defineResource('node--article', {
  attributes: z.object({ title: z.string(), status: z.boolean() }),
  relationships: { tags: many(() => Tag), field_image: one(() => Tag) },
});
declare const id: string;
declare const tag: Identifier<'taxonomy_term--tags'>;
declare const file: Blob;`,
  dam: `import { assetQuery, createDamClient, type DamClient } from '@acme/dam';
import { fileStore } from '@acme/oauth-core/node';
declare const dam: DamClient;
declare const id: string;
declare const file: Blob;`,
} as const;
const credentials = `import type { AuthorizationRequest } from '@acme/oauth-core';
declare const clientId: string, clientSecret: string, refreshToken: string, callbackUrl: string;
declare const request: AuthorizationRequest;
`;

/** The code of the examples in a file's docstrings. */
const examplesIn = (file: string): string[] =>
  Array.from(
    readFileSync(join(root, file), 'utf8').matchAll(/^ *\* @example\n((?: *\*(?!\/).*\n)+)/gm),
    ([, lines = '']) => lines.replace(/^ *\* ?/gm, ''),
  );

it.each([
  ['cloud', ['cloud-client']],
  ['source', ['source-client', 'create-source-client', 'resource']],
  ['dam', ['dam-client']],
] as const)('the examples in the docstrings of %s compile', async (service, files) => {
  const examples = files.flatMap((file) => examplesIn(`packages/${service}/src/${file}.ts`));
  const folder = join(root, 'docs/node_modules/.cache/examples', service);
  mkdirSync(folder, { recursive: true });
  const code = examples.map((example) => `{\n${example}}\n`).join('');
  writeFileSync(join(folder, 'examples.ts'), `${given[service]}\n${credentials}${code}`);
  expect(examples.length).toBeGreaterThan(5);
  expect(await typeCheck(folder)).toEqual([]);
});
