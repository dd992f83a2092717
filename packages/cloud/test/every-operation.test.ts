import { type CloudClient, createCloudClient } from '@acme/cloud';
import { type Drift, operations, validateAnswers } from '@acme/cloud/schemas';
import type { RequestOptions } from '@acme/http';
import { createSandbox, type Sandbox, stoppedClock } from '@acme/sandbox';
import { beforeAll, expect, it } from 'vitest';
import type { ApiOperation } from '../../sandbox/src/openapi/document.ts';
import { walkCloud } from '../../sandbox/test/support/cloud-walk.ts';
import { bodyFor, type Walk } from '../../sandbox/test/support/walk.ts';

let sandbox: Sandbox;
let walk: Walk;
let cloud: CloudClient;
const drifts: Drift[] = [];

beforeAll(async () => {
  sandbox = createSandbox({ clock: stoppedClock(), tokenLifetime: 3_600_000 });
  const plain = createCloudClient(sandbox.clients.cloud);
  const { accessToken } = await plain.tokens.getToken();
  walk = await walkCloud(sandbox, accessToken);
  cloud = validateAnswers(plain, { onDrift: (drift) => drifts.push(drift) });
});

/** The inputs of a call, from the URL that the walk has found for it. */
async function inputsOf(operation: ApiOperation): Promise<RequestOptions> {
  const [path = '', query] = (await walk.fill(operation.path)).split('?');
  const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => String(name));
  const pattern = operation.path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '(.+?)');
  const values = new RegExp(`^${pattern}$`).exec(path)?.slice(1) ?? [];
  const body = bodyFor(walk.document, operation);
  return {
    path: Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(values[index] ?? '')])),
    ...(query === undefined ? {} : { query: Object.fromEntries(new URLSearchParams(query)) }),
    ...(body === undefined ? {} : { body: body.type === 'multipart/form-data' ? formOf(body.value) : body.value }),
    ...(operation.status === 301 ? { fetchOptions: { redirect: 'manual' } } : {}), // it leads to a page for people
  };
}

function formOf(fields: unknown): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields as object))
    form.set(name, new Blob([String(value)]), 'archive.zip'); // a form is an object
  return form;
}

it('every operation of the document can be called by its typed path, and its answer fits its schema', {
  timeout: 60_000,
}, async () => {
  const all = walk.operations.filter(({ method }) => method !== 'OPTIONS');
  // Reads first and deletes last. Of operations that change something, the longest path first.
  const order = ['GET', 'POST', 'PUT', 'DELETE'];
  const inOrder = all.toSorted(
    (a, b) =>
      order.indexOf(a.method) - order.indexOf(b.method) || (a.method === 'GET' ? 0 : b.path.length - a.path.length),
  );
  const wrong: string[] = [];
  for (const operation of inOrder) {
    const method = operation.method.toLowerCase() as 'get' | 'post' | 'put' | 'delete'; // OPTIONS are left out
    const call = cloud[method] as (path: string, options: RequestOptions) => Promise<unknown>; // whatever the path
    await call(operation.path, await inputsOf(operation)).catch((error: unknown) =>
      wrong.push(`${operation.method} ${operation.path}: ${error}`),
    );
  }
  expect(wrong).toEqual([]);
  expect(drifts).toEqual([]);
  expect(all).toHaveLength(350);
  const called = new Set(sandbox.log.map(({ method, route }) => route ?? method));
  expect(all.filter(({ method, path }) => !called.has(`${method} ${path}`))).toEqual([]);
});

it('every answer with a body has a schema', () => {
  const withBody = walk.operations.filter(({ method, answer }) => method !== 'OPTIONS' && answer !== undefined);
  expect(Object.keys(operations).sort()).toEqual(withBody.map(({ method, path }) => `${method} ${path}`).sort());
});
