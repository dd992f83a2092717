import { createSandbox, stoppedClock } from '@acme/sandbox';
import { expect, it } from 'vitest';
import { type ApiOperation, resolveSchema } from '../src/openapi/document.ts';
import { type DamWalk, walkDam } from './support/dam-walk.ts';
import { bodyFor, type Walk } from './support/walk.ts';

/** The token endpoints and the end of a chunked upload have tests of their own, and `/allowaccess` is a page. */
const isApi = ({ path }: ApiOperation): boolean => !path.includes('oauth') && path !== '/allowaccess';

const walkNewSandbox = (): Promise<DamWalk> =>
  walkDam(createSandbox({ clock: stoppedClock(), dam: { assets: 1_000_000 } }));

it('every GET of the DAM document answers with a body that fits its schema', { timeout: 60_000 }, async () => {
  const walk = await walkNewSandbox();
  const gets = walk.operations.filter((operation) => operation.method === 'GET' && isApi(operation));
  const wrong: string[] = [];

  for (const operation of gets) {
    const path = await walk.fill(operation.path);
    for (const query of ['', everything(walk, operation)]) {
      const url = query === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${query}`;
      const { status, body } = await walk.send(operation, url);
      const misfit = operation.answer === undefined ? undefined : walk.misfit(operation, body);
      if (status !== operation.status || misfit !== undefined)
        wrong.push(`${url}: ${status} ${misfit} ${JSON.stringify(body).slice(0, 150)}`);
    }
  }

  expect(wrong).toEqual([]);
  expect(gets).toHaveLength(45);
});

/** `expand` with all that it may ask for. */
function everything({ document }: Walk, { parameters = [] }: ApiOperation): string {
  const expand = parameters.find(({ name }) => name === 'expand')?.schema.items;
  return expand === undefined ? '' : `expand=${resolveSchema(document, expand).enum?.join()}`;
}

it('every write of the DAM document succeeds with a body that fits its schema', { timeout: 60_000 }, async () => {
  const walk = await walkNewSandbox();
  const writes = walk.operations.filter(
    (operation) => operation.method !== 'GET' && isApi(operation) && operation.path !== '/v2/uploads/chunks/complete',
  );
  const inOrder = writes.toSorted(
    (a, b) => Number(a.method === 'DELETE') - Number(b.method === 'DELETE') || b.path.length - a.path.length,
  );
  const wrong: string[] = [];

  for (const operation of inOrder) {
    const path = await walk.fill(operation.path);
    const own = walk.bodies[`${operation.method} ${operation.path}`];
    const { status, body } = await walk.send(operation, path, own ?? bodyFor(walk.document, operation));
    const misfit = operation.answer === undefined ? undefined : walk.misfit(operation, body);
    if (status !== operation.status || misfit !== undefined)
      wrong.push(`${operation.method} ${path}: ${status} ${misfit} ${JSON.stringify(body).slice(0, 200)}`);
  }

  expect(wrong).toEqual([]);
  expect(writes).toHaveLength(47);
});
