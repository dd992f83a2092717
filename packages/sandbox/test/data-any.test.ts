import { createSandbox } from '@acme/sandbox';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createSampler } from '../src/data/sample.ts';
import { createUuids } from '../src/data/uuids.ts';
import { check } from '../src/openapi/check.ts';
import type { ApiDocument, Schema } from '../src/openapi/document.ts';
import { cloudToken } from './support/requests.ts';

/** Whatever is asked, the sandbox answers: it never throws. */
const runs = { numRuns: 300 };

it('any quick search is answered with 200 and says whether it could be read', async () => {
  const sandbox = createSandbox({ dam: { assets: 20 } });
  const { baseUrl, accessToken } = sandbox.clients.damPersonal;
  const part = fc.oneof(
    fc.string(),
    fc.constantFrom('(', ')', '{', '}', '[', ']', ' AND ', ' OR ', 'NOT ', 'ft:', 'rd:', 'a'),
  );

  await fc.assert(
    fc.asyncProperty(fc.array(part), async (parts) => {
      const query = new URLSearchParams({ query: parts.join('') });
      const response = await sandbox.fetch(`${baseUrl}/v2/assets/search?${query}`, {
        headers: { authorization: `Bearer ${accessToken}` },
      });
      const body = (await response.json()) as { query_syntax_ok: unknown }; // what a search answers
      return response.status === 200 && typeof body.query_syntax_ok === 'boolean';
    }),
    runs,
  );
});

it('any query at Source is answered with 200 or 400, and changes no prototype', async () => {
  const sandbox = createSandbox();
  const word = fc.oneof(
    fc.constantFrom(
      'filter',
      'sort',
      'include',
      'fields',
      'page',
      'title',
      'uid',
      'tags',
      'condition',
      'group',
      'path',
    ),
    fc.constantFrom('value', 'operator', 'memberOf', 'conjunction', '__proto__', 'constructor', 'toString', ''),
    fc.string({ maxLength: 4 }),
  );
  const parameter = fc.tuple(word, fc.array(word, { maxLength: 4 }), fc.oneof(word, fc.string()));

  await fc.assert(
    fc.asyncProperty(fc.array(parameter), async (parameters) => {
      const query = new URLSearchParams(
        parameters.map(([name, inner, value]) => [name + inner.map((part) => `[${part}]`).join(''), value]),
      );
      const { status } = await sandbox.fetch(`${sandbox.clients.source.siteUrl}/api/node/article?${query}`);
      return (status === 200 || status === 400) && Object.keys(Object.prototype).length === 0;
    }),
    runs,
  );
});

it('any body at Cloud is accepted or refused, and never an error of the sandbox', async () => {
  const sandbox = createSandbox();
  const { body: token } = await cloudToken(sandbox);
  const headers = { authorization: `Bearer ${token.access_token}`, 'content-type': 'application/json' };
  const value = fc.oneof(
    fc.json(),
    fc.string(),
    fc.record({ name: fc.json(), label: fc.string() }).map((it) => JSON.stringify(it)),
  );

  await fc.assert(
    fc.asyncProperty(fc.constantFrom('/account/ssh-keys', '/sites', '/account/tokens'), value, async (path, body) => {
      const { status } = await sandbox.fetch(sandbox.clients.cloud.baseUrl + path, { method: 'POST', headers, body });
      return [201, 202, 400, 409, 422].includes(status);
    }),
    runs,
  );
});

it('a value made for a schema fits that schema, whatever it is', () => {
  const { schema } = fc.letrec<{ schema: Schema }>((tie) => ({
    schema: fc.oneof(
      { maxDepth: 4 },
      fc.record({
        type: fc.constant('string'),
        format: fc.constantFrom('uuid', 'date-time', 'uri', 'email', 'hostname', 'ipv4'),
      }),
      fc.nat(20).map((minLength): Schema => ({ type: 'string', minLength, maxLength: minLength + 3 })),
      fc
        .integer({ min: -50, max: 50 })
        .map((minimum): Schema => ({ type: ['integer', 'null'], minimum, maximum: minimum + 5 })),
      fc.constantFrom<Schema>(
        { type: 'boolean' },
        { type: 'null' },
        { const: 'x' },
        { enum: ['a', 1, null] },
        { type: 'number' },
      ),
      fc.record({ type: fc.constant('array'), items: tie('schema'), minItems: fc.nat(3) }),
      fc.dictionary(fc.constantFrom('name', 'id', 'created_at', 'url', '_links', 'port'), tie('schema')).map(
        (properties): Schema => ({
          type: 'object',
          properties,
          required: Object.keys(properties),
        }),
      ),
      fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
    ),
  }));
  const document: ApiDocument = { operations: [], schemas: {} };
  const sampler = createSampler(document, 1, createUuids('any'), (ms) => new Date(ms).toISOString());

  fc.assert(
    fc.property(schema, fc.string(), (any, key) => {
      const made = sampler.sample(any, key, { url: 'https://made.example/' });
      expect(check(document, any, made)).toEqual([]);
      expect(sampler.sample(any, key, { url: 'https://made.example/' })).toEqual(made);
    }),
    { numRuns: 1_000 },
  );
});
