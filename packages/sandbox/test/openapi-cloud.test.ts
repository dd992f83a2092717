import { createSandbox, stoppedClock } from '@acme/sandbox';
import { expect, it } from 'vitest';
import { isObject } from '../src/openapi/document.ts';
import { walkCloud } from './support/cloud-walk.ts';
import { cloudToken } from './support/requests.ts';
import { bodyFor, type Walk } from './support/walk.ts';

async function walkNewSandbox(): Promise<Walk> {
  const sandbox = createSandbox({ clock: stoppedClock(), tokenLifetime: 3_600_000 });
  const { body } = await cloudToken(sandbox);
  return walkCloud(sandbox, body.access_token);
}

it('every GET of the Cloud document answers with a body that fits its schema', { timeout: 60_000 }, async () => {
  const walk = await walkNewSandbox();
  const gets = walk.operations.filter(({ method }) => method === 'GET');
  const wrong: string[] = [];

  for (const operation of gets) {
    const path = await walk.fill(operation.path);
    const { status, type, body } = await walk.send(operation, path);
    const misfit = operation.answer !== undefined && type.includes('json') ? walk.misfit(operation, body) : undefined;
    if (status !== operation.status || misfit !== undefined) wrong.push(`${path}: ${status} ${misfit}`);
  }

  expect(wrong).toEqual([]);
  expect(gets).toHaveLength(192);
});

interface Linked {
  readonly _links?: Readonly<Record<string, { readonly href: string } | undefined>>;
  readonly _embedded?: { readonly items?: readonly Linked[] };
}

it('the links of a list of Cloud and of its items lead to things that exist', { timeout: 60_000 }, async () => {
  const walk = await walkNewSandbox();
  const wrong: string[] = [];
  let followed = 0;

  for (const operation of walk.operations.filter(({ method }) => method === 'GET')) {
    const { body } = await walk.send(operation, await walk.fill(operation.path));
    const { _links, _embedded } = body as Linked; // as HAL has it
    const first = _embedded?.items?.[0]?._links;
    for (const link of [first?.self, first?.parent, _links?.parent]) {
      if (link === undefined) continue;
      const { status } = await walk.send(operation, new URL(link.href).pathname.replace('/cloud/api', ''));
      if (status !== 200) wrong.push(`${operation.path}: ${status} ${link.href}`);
      followed++;
    }
  }

  expect(wrong).toEqual([]);
  expect(followed).toBeGreaterThan(80);
});

it('every write of the Cloud document succeeds with a body that fits its schema', { timeout: 60_000 }, async () => {
  const walk = await walkNewSandbox();
  const writes = walk.operations.filter(({ method }) => method !== 'GET' && method !== 'OPTIONS');
  // Deletes come last, and longer paths first.
  const inOrder = writes.toSorted(
    (a, b) => Number(a.method === 'DELETE') - Number(b.method === 'DELETE') || b.path.length - a.path.length,
  );
  const wrong: string[] = [];
  let tasks = 0;

  for (const operation of inOrder) {
    const path = await walk.fill(operation.path);
    const { status, type, body } = await walk.send(operation, path, bodyFor(walk.document, operation));
    const misfit = operation.answer !== undefined && type.includes('json') ? walk.misfit(operation, body) : undefined;
    if (status !== operation.status || misfit !== undefined) {
      wrong.push(`${operation.method} ${path}: ${status} ${misfit} ${JSON.stringify(body).slice(0, 200)}`);
    }
    if (status === 202 && isObject(body) && isObject(body._links) && body._links.notification !== undefined) tasks++;
  }

  expect(wrong).toEqual([]);
  expect(writes).toHaveLength(158);
  expect(tasks).toBe(76);
});
