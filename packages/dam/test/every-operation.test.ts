import { createDamClient, type DamClient } from '@acme/dam';
import { type Drift, operations, validateAnswers } from '@acme/dam/schemas';
import type { RequestOptions } from '@acme/http';
import { memoryStore } from '@acme/oauth-core';
import { createSandbox, type Sandbox, stoppedClock } from '@acme/sandbox';
import { beforeAll, expect, it } from 'vitest';
import type { ApiOperation } from '../../sandbox/src/openapi/document.ts';
import { type Body, type DamWalk, json, walkDam } from '../../sandbox/test/support/dam-walk.ts';
import { bodyFor } from '../../sandbox/test/support/walk.ts';

let sandbox: Sandbox;
let walk: DamWalk;
let dam: DamClient;
let bodies: Record<string, Body | undefined>;
const drifts: Drift[] = [];
const onDrift = (drift: Drift): void => void drifts.push(drift);

/** A page in HTML at another host, for a person's browser: no call with a token can be made of it. */
const isOperation = ({ path }: ApiOperation): boolean => path !== '/allowaccess';

beforeAll(async () => {
  sandbox = createSandbox({ clock: stoppedClock() });
  const clients = sandbox.clients.dam;
  const plain = createDamClient({ ...sandbox.clients.damPersonal, rateLimit: false });
  walk = await walkDam(sandbox);
  const person = { client_id: clients.clientId, client_secret: clients.clientSecret };
  const code = async (): Promise<string | null> =>
    new URL(
      await sandbox.authorize(
        `${clients.consentUrl}?client_id=${clients.clientId}&redirect_uri=https%3A%2F%2Fapp.example%2F`,
      ),
    ).searchParams.get('code');
  bodies = {
    'POST /v2/oauth/access-token': json({
      grant_type: 'authorization_code',
      authorization_code: await code(),
      ...person,
    }),
    'POST /api/rest/oauth/token': json({ grant_type: 'authorization_code', authorization_code: await code() }),
    ...walk.bodies,
  };
  dam = validateAnswers(plain, { onDrift });
});

/** The inputs of a call, from the URL that the walk has found for it. */
async function inputsOf(operation: ApiOperation): Promise<RequestOptions> {
  const [path = '', query] = (await walk.fill(operation.path)).split('?');
  const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => String(name));
  const values = new RegExp(`^${operation.path.replace(/\{\w+\}/g, '(.+?)')}$`).exec(path)?.slice(1) ?? [];
  const own = bodies[`${operation.method} ${operation.path}`];
  const body = own ?? bodyFor(walk.document, operation);
  return {
    path: Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(values[index] ?? '')])),
    ...(query === undefined ? {} : { query: Object.fromEntries(new URLSearchParams(query)) }),
    ...(body === undefined ? {} : { body: body.type === 'multipart/form-data' ? formOf(body.value) : body.value }),
  };
}

function formOf(fields: unknown): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields as object)) {
    if (name === 'file')
      form.set(name, new Blob([String(value)]), 'a.jpg'); // a form is an object
    else form.set(name, String(value));
  }
  return form;
}

const endsTheToken = ({ method, path }: ApiOperation): boolean =>
  path.endsWith('/logout') || (method === 'DELETE' && path.includes('oauth'));

async function anotherPerson(): Promise<DamClient> {
  const plain = createDamClient({ ...sandbox.clients.dam, store: memoryStore() });
  const request = await plain.createAuthorizationUrl({ account: 'meadow', redirectUri: 'https://app.example/' });
  return validateAnswers(await plain.fromCallback(await sandbox.authorize(request.url), request, { key: 'a' }), {
    onDrift,
  });
}

/** Reads come first, deletes late, and what may end a token last. */
const rank = ({ method, path }: ApiOperation): number =>
  path.includes('oauth') ? 9 : path.endsWith('/complete') ? 2 : ['GET', 'POST', 'PUT', 'DELETE'].indexOf(method);

it('every operation of the document can be called by its typed path, and its answer fits its schema', {
  timeout: 60_000,
}, async () => {
  const all = walk.operations.filter(isOperation);
  const inOrder = all.toSorted((a, b) => rank(a) - rank(b) || (a.method === 'GET' ? 0 : b.path.length - a.path.length));
  const wrong: string[] = [];
  for (const operation of inOrder) {
    const method = operation.method.toLowerCase() as 'get' | 'post' | 'put' | 'delete'; // the document has no other
    const client = endsTheToken(operation) ? await anotherPerson() : dam;
    const call = client[method] as (path: string, options: RequestOptions) => Promise<unknown>; // whatever the path
    const answer = await call(operation.path, await inputsOf(operation)).catch((error: unknown) => {
      wrong.push(`${operation.method} ${operation.path}: ${error instanceof Error ? error.message : error}`);
    });
    if (operation.path === '/v2/uploads/chunks/upload') {
      bodies['POST /v2/uploads/chunks/complete'] = json({ session_id: walk.session, tags: [Object(answer).tag] });
    }
  }
  // This one takes Basic authentication; the client sends its Bearer with every request.
  expect(wrong.splice(0, 1)).toEqual([expect.stringMatching(/^POST \/api\/rest\/oauth\/token: .* answered 401/)]);
  expect(wrong).toEqual([]);
  expect(drifts).toEqual([]);
  expect(all).toHaveLength(97);
  const called = new Set(sandbox.log.map(({ method, route }) => route ?? method));
  expect(all.filter(({ method, path }) => !called.has(`${method} ${path}`))).toEqual([]);
});

it('the one operation that is a page for a person has the address that createAuthorizationUrl writes', async () => {
  const page = walk.operations.filter((operation) => !isOperation(operation));
  expect(page).toHaveLength(1);
  const plain = createDamClient({ ...sandbox.clients.dam, store: memoryStore() });
  const { url } = await plain.createAuthorizationUrl({ account: 'meadow', redirectUri: 'https://app.example/' });
  const { pathname, searchParams } = new URL(url);
  expect(pathname.endsWith(String(page[0]?.path))).toBe(true);
  const parameters = page[0]?.parameters ?? [];
  expect([...searchParams.keys()].sort()).toEqual(parameters.map(({ name }) => name).sort());
  await sandbox.authorize(url);
  expect(sandbox.log.map(({ route }) => route)).toContain('GET /allowaccess');
});

it('every answer with a body has a schema', () => {
  const withBody = walk.operations.filter((operation) => isOperation(operation) && operation.answer !== undefined);
  expect(Object.keys(operations).sort()).toEqual(withBody.map(({ method, path }) => `${method} ${path}`).sort());
});
