import { type Content, gzipped } from '../../http/test/support/bundle.ts';
import type { Benchmark, Setting } from './benchmark.ts';
import { callOf, schemaModuleOf, thirty } from './operations.ts';
import { messageOf } from './paired.ts';

const grants = 'export { createTokenSource, clientCredentials, memoryStore } from "@acme/oauth-core";';
const libraries: Record<string, Content> = {
  '@acme/oauth-core, one grant, memory store': { code: grants },
  '@acme/oauth-core, all of the main entry': { code: 'export * from "@acme/oauth-core";' },
  '@badgateway/oauth2-client': {
    code: 'export { OAuth2Client, OAuth2Fetch } from "@badgateway/oauth2-client";',
    platform: 'node',
  },
  'oauth4webapi, client credentials': {
    code: `export { clientCredentialsGrantRequest, processClientCredentialsResponse, ClientSecretPost,
      protectedResourceRequest } from "oauth4webapi";`,
  },
  'openid-client, client credentials': {
    code: `export { Configuration, clientCredentialsGrant, ClientSecretPost, fetchProtectedResource } from "openid-client";`,
  },
  'simple-oauth2 (Node only)': { code: 'export { ClientCredentials } from "simple-oauth2";', platform: 'node' },
  'google-auth-library (Node only)': { code: 'export { OAuth2Client } from "google-auth-library";', platform: 'node' },
  ky: { code: 'export { default } from "ky";' },
  ofetch: { code: 'export { ofetch } from "ofetch";' },
  'openapi-fetch': { code: 'export { default } from "openapi-fetch";' },
  '@octokit/core': { code: 'export { Octokit } from "@octokit/core";' },
  '@acme/cloud, before the first call': { code: 'export { createCloudClient } from "@acme/cloud";' },
  '@acme/cloud with all it loads later, ky too': {
    code: 'export { createCloudClient } from "@acme/cloud";',
    later: 'all',
  },
};

/** The part of the core that the client uses, which all clients share. */
const core = `export { createTokenSource, createFixedTokenSource, clientCredentials, secureUrl, systemClock,
  ConfigurationError, OrganizationScopeRequiredError, OAuthError } from "@acme/oauth-core";`;

/** By how many bytes a bundle grows. */
const additions: Record<string, (setting: Setting) => Promise<number>> = {
  '@acme/cloud over the core: all that a call needs, without ky': async (setting) => {
    const client = 'export { createCloudClient } from "@acme/cloud";';
    const options = { external: ['ky', 'zod', 'zod/*'], later: ['sender'] };
    return difference(setting, { code: client, ...options }, { code: core, ...options });
  },
  '@acme/cloud: 30 typed calls': (setting) => difference(setting, { code: ours() }, { code: ours('') }),
  'openapi-fetch: 30 typed calls': (setting) => difference(setting, { code: theirs() }, { code: theirs('') }),
  '@acme/cloud: 30 typed calls and their schemas, without zod': (setting) =>
    difference(
      setting,
      { code: withSchemas(), external: ['zod', 'zod/*'] },
      { code: ours(''), external: ['zod', 'zod/*'] },
    ),
  'the same with zod': (setting) => difference(setting, { code: withSchemas() }, { code: ours('') }),
};

const ours = (calls = thirty.map((operation) => callOf(operation, 'ours')).join(', ')): string =>
  `import { createCloudClient } from "@acme/cloud"; export { createCloudClient }; export const run = (client) => [${calls}];`;
const theirs = (calls = thirty.map((operation) => callOf(operation, 'openapi-fetch')).join(', ')): string =>
  `import createClient from "openapi-fetch"; export { createClient }; export const run = (client) => [${calls}];`;
function withSchemas(): string {
  const imports = thirty.map((operation) => `import { ${operation.id} } from "${schemaModuleOf(operation)}";`);
  const calls = thirty.map((operation) => callOf(operation, 'ours').replace(/ \}\)$/, `, schema: ${operation.id} })`));
  return `${imports.join('\n')}\n${ours(calls.join(', '))}`;
}

/** Bytes of bundles, minified and gzipped. They are the same on every machine. */
export const bundleSize: Benchmark = {
  title: 'Bundle size',
  async run(setting) {
    const numbers: Record<string, number> = {};
    const failures: Record<string, string> = {};
    const measure = async (name: string, work: () => Promise<number>): Promise<void> => {
      try {
        numbers[name] = await work();
      } catch (error) {
        failures[name] = messageOf(error).split('\n')[0] ?? '';
      }
    };
    for (const [name, content] of Object.entries(libraries)) await measure(name, () => bytesOf(content, setting));
    for (const [name, add] of Object.entries(additions)) await measure(name, () => add(setting));
    const cellOf = (name: string): string => failures[name] ?? kilobytes(numbers[name]);
    const goal = (what: string, name: string, limit: number) => ({
      what,
      goal: `at most ${kilobytes(limit)} kB`,
      result: `${kilobytes(numbers[name])} kB`,
      isMet: (numbers[name] ?? NaN) <= limit,
    });
    return {
      method:
        'esbuild, minified, gzip level 9, in kB of 1,000 bytes, dependencies included where nothing else is said.',
      tables: [
        { columns: ['a bundle of', 'kB'], rows: Object.keys(libraries).map((name) => [name, cellOf(name)]) },
        { columns: ['what a bundle grows by', 'kB'], rows: Object.keys(additions).map((name) => [name, cellOf(name)]) },
      ],
      goals: [
        goal('gzip of the core with one grant and memory store', '@acme/oauth-core, one grant, memory store', 8_000),
        goal('gzip of the whole main entry', '@acme/oauth-core, all of the main entry', 10_000),
        goal(
          'what `@acme/cloud` adds of its own',
          '@acme/cloud over the core: all that a call needs, without ky',
          6_000,
        ),
        goal('30 typed calls in a bundle', '@acme/cloud: 30 typed calls', 1_024),
        goal('30 typed calls with schemas', '@acme/cloud: 30 typed calls and their schemas, without zod', 5_120),
      ],
      remarks: [
        `Ahead of us: ${smaller(numbers).join(', ')} are smaller than the core; none of them renews once for all callers and processes.`,
      ],
      numbers,
    };
  },
};

function smaller(numbers: Record<string, number>): string[] {
  const own = numbers['@acme/oauth-core, one grant, memory store'] ?? 0;
  const rivals = Object.keys(libraries).slice(2, 7);
  return rivals.filter((name) => (numbers[name] ?? Infinity) < own).map((name) => name.replace(/[ ,].*/, ''));
}

const kilobytes = (bytes = NaN): string => (bytes / 1_000).toFixed(1);

async function difference(setting: Setting, more: Content, less: Content): Promise<number> {
  return (await bytesOf(more, setting)) - (await bytesOf(less, setting));
}

const bytesOf = (content: Content, { conditions }: Setting): Promise<number> =>
  gzipped(import.meta.url, { external: [], ...content, conditions });
