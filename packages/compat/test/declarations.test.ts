import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { publicPackages } from '../src/packages.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** What an app makes of the clients and exports, without writing out the types. */
const app = `
import { createCloudClient, cloudProfile } from '@acme/cloud';
import { operations } from '@acme/cloud/schemas';
import { createDamClient } from '@acme/dam';
import { operations as damOperations } from '@acme/dam/schemas';
import { createAuth, type AuthOptions } from '@acme/next';
import { createSourceClient, defineResource, many } from '@acme/source';
import * as z from 'zod';

const Tag = defineResource('taxonomy_term--tags', { attributes: z.object({ name: z.string() }) });
export const Article = defineResource('node--article', {
  attributes: z.object({ title: z.string() }),
  relationships: { tags: many(() => Tag) },
});

const cloud = createCloudClient({ accessToken: 'x' });
export const applications = () => cloud.paginate('/applications');
export const pagesOfApplications = () => cloud.paginate('/applications').pages();
export const tokens = cloud.tokens;
export const token = () => cloud.tokens.getToken();
export const held = () => cloud.tokens.describe();
export const profile = cloudProfile();
export const task = (uuid: string) => cloud.waitForTask(uuid);
export const lines = (id: string) => cloud.streamLogs(id);
export const { get, paginate, request } = cloud;
export const schemaOfApplications = operations['GET /applications'];
export const schemas = [operations, damOperations];

const dam = createDamClient({ accessToken: 'x' });
export const found = (query: string) => dam.search({ query });
export const begun = (redirectUri: string) => dam.createAuthorizationUrl({ redirectUri });
export const damTokens = dam.tokens;
export const asset = (id: string) => dam.get('/v2/assets/{id}', { path: { id } });

const source = createSourceClient({ siteUrl: 'https://site.example' });
export const articles = () => source.list(Article, { include: ['tags'] });
export const pagesOfArticles = () => source.list(Article).pages();
export const signIn = (redirectUri: string) => source.createAuthorizationUrl({ redirectUri });
export const person = (key: string) => source.forKey(key).tokens;
export const { list, related, relationship, create } = source;

const auth = createAuth({ profile, clientId: 'x', sessionKeys: [] });
export const personTokens = auth.tokens;
export const signedIn = () => auth.session();
export const settings = ({ sessionKeys, retry, store }: AuthOptions) => [sessionKeys, retry, store?.get, store?.set];
`;

/** What an app makes of the parts of a client, of its errors and of a store. */
const partsOf = (client: string): string => `
import type * as its from '@acme/${client.toLowerCase()}';
export const calls = ({ connect, forKey, request }: its.${client}Client) => ({ connect, forKey, request });
export const tokens = ({ getToken, exchange, connect }: its.TokenSource) => ({ getToken, exchange, connect });
export const store = ({ get, set }: its.TokenStore) => ({ get, set });
export const check = (schema: its.StandardSchema) => schema['~standard'].validate;
export const options = ({ validate }: its.${client}ClientOptions) => validate;
export const query = ({ query }: its.AnswerOptions) => query;
export const why = (error: its.ReauthorizationRequiredError) => error.reason;
export const sent = (error: its.ConnectionError | its.RequestTimeoutError) => error.sent;
export const refused = (error: its.OAuthError) => (error.code === 'callback_failed' ? error : undefined);
export const refusedWhy = (error: its.OAuthError) => (error.code === 'callback_failed' ? error.reason : undefined);
`;

/** Installs the packages as pnpm does: each sees those that its manifest names, and the app sees its own. */
function install(folder: string, names: readonly string[]): void {
  const packages = publicPackages();
  const homeOf = (name: string): string => join(folder, 'node_modules/.pnpm', name.replace('/', '+'), 'node_modules');
  const link = (target: string, path: string): void => {
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(target, path);
  };
  for (const { name, folder: own } of packages) {
    const home = homeOf(name);
    cpSync(join(own, 'src'), join(home, name, 'src'), { recursive: true });
    cpSync(join(own, 'package.json'), join(home, name, 'package.json'));
    const { dependencies = {}, peerDependencies = {} } = JSON.parse(readFileSync(join(own, 'package.json'), 'utf8'));
    for (const other of Object.keys({ ...dependencies, ...peerDependencies })) {
      const isOurs = packages.some((one) => one.name === other);
      const target = isOurs ? join(homeOf(other), other) : realpathSync(join(own, 'node_modules', other));
      link(target, join(home, other));
    }
  }
  for (const name of names) link(join(homeOf(name), name), join(folder, 'node_modules', name));
  link(realpathSync(join(root, 'packages/cloud/node_modules/zod')), join(folder, 'node_modules/zod'));
  link(realpathSync(join(root, 'node_modules/@types/node')), join(folder, 'node_modules/@types/node'));
}

/** Declarations of an app that has installed only these packages, and the compiler's errors. */
async function declarationsOf(app: string, names: readonly string[]): Promise<{ errors: string[]; text: string }> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'acme-declarations-')));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  install(folder, names);
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2024',
    lib: ['es2024', 'esnext.disposable'],
    types: ['node'],
    strict: true,
    declaration: true,
    emitDeclarationOnly: true,
    allowImportingTsExtensions: true,
    customConditions: ['@acme/src'],
    outDir: 'out',
    rootDir: '.',
  };
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['app.ts'] }));
  writeFileSync(join(folder, 'app.ts'), app);
  const tsc = join(root, 'node_modules/typescript7/bin/tsc');
  const { stdout } = await promisify(execFile)(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], {
    cwd: folder,
    maxBuffer: 2 ** 26,
  }).catch((failure: { readonly stdout: string }) => failure); // it fails if anything does not compile
  const errors = stdout.split('\n').filter((line) => line.startsWith('app.ts'));
  return { errors, text: errors.length > 0 ? '' : readFileSync(join(folder, 'out/app.d.ts'), 'utf8') };
}

describe('an app that installs only the clients', { timeout: 60_000 }, () => {
  it('can export whatever they give', async () => {
    const { errors, text } = await declarationsOf(app, ['@acme/cloud', '@acme/dam', '@acme/next', '@acme/source']);

    expect(errors).toEqual([]);
    expect(text).toContain('export declare const signedIn'); // it has run
  });

  it.each(['Cloud', 'Dam', 'Source'])('can export the parts of a client: %s', async (client) => {
    const { errors, text } = await declarationsOf(partsOf(client), [`@acme/${client.toLowerCase()}`]);

    expect(errors).toEqual([]);
    expect(text).toContain('export declare const refusedWhy');
  });
});
