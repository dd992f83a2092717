import { readFileSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { TokenStore } from '@acme/oauth-core';
import { testTokenStore } from '@acme/oauth-core/testing';
import { drizzle } from 'drizzle-orm/node-postgres';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as d1 from '../d1-store.ts';
import { drizzleStore } from '../drizzle-store.ts';
import { createPool, createTable, dropExpired, pgStore } from '../pg-store.ts';
import { prismaStore } from '../prisma-store.ts';
import { findPostgres, type Postgres, startPostgres } from './postgres.ts';

/** Sends raw queries as Prisma does: the text with numbered places, and the values apart. */
function likePrisma(pool: Pool): Parameters<typeof prismaStore>[0] {
  const query = (parts: TemplateStringsArray, values: unknown[]) =>
    pool.query(
      parts.reduce((text, part, index) => `${text}$${index}${part}`),
      values,
    );
  return {
    $queryRaw: async <T>(parts: TemplateStringsArray, ...values: unknown[]) => (await query(parts, values)).rows as T,
    $executeRaw: async (parts, ...values) => (await query(parts, values)).rowCount ?? 0,
  };
}

/** Takes and answers statements as D1 does. (The Worker in `workerd` has a real D1, but runs apart from `npm test`.) */
function likeD1(database: DatabaseSync): D1Database {
  const prepare = (sql: string, values: readonly SQLInputValue[] = []): D1PreparedStatement => ({
    bind: (...given) => prepare(sql, given as SQLInputValue[]), // SQLite takes every value that D1 takes
    first: async <T>() => (database.prepare(sql).get(...values) ?? null) as T | null,
    run: async () => ({ meta: { changes: Number(database.prepare(sql).run(...values).changes) } }),
  });
  return { prepare, withSession: () => ({ prepare }) };
}

const unexpected = (error: Error): never => {
  throw error;
};

const recipes: Readonly<Record<string, (pool: Pool) => TokenStore>> = {
  pg: pgStore,
  Drizzle: (pool) => drizzleStore(drizzle(pool)),
  Prisma: (pool) => prismaStore(likePrisma(pool)),
};

const programs = await findPostgres();

describe.skipIf(programs === undefined)('the recipes, on a real PostgreSQL', () => {
  let server: Postgres;
  let pools: readonly [Pool, Pool];
  beforeAll(async () => {
    server = await startPostgres(programs ?? '');
    pools = [createPool(server.url, unexpected), createPool(server.url, unexpected)];
    await pools[0].query(`DROP TABLE IF EXISTS acme_tokens; ${createTable}`);
  }, 60_000);
  afterAll(async () => {
    await Promise.all((pools ?? []).map((pool) => pool.end()));
    await server?.stop();
  });

  for (const [name, recipe] of Object.entries(recipes)) {
    it.concurrent(`make a sound store with ${name}`, { timeout: 60_000 }, async () => {
      const report = await testTokenStore(() => recipe(pools[0]), { second: () => recipe(pools[1]) });

      expect(report.age).toBe('given');
    });
  }

  it('survive the end of a connection that nobody uses, and report it', async () => {
    const heard: string[] = [];
    let hear: () => void = () => {};
    const ended = new Promise<void>((resolve) => {
      hear = resolve;
    });
    const pool = createPool(server.url, ({ message }) => {
      heard.push(message);
      hear();
    });
    const { rows } = await pool.query<{ id: number }>('SELECT pg_backend_pid() AS id');

    await pools[0].query('SELECT pg_terminate_backend($1)', [rows[0]?.id]);
    await ended;

    expect(heard).toEqual(['terminating connection due to administrator command']);
    expect(await pgStore(pool).get('nothing')).toBeUndefined();
    await pool.end();
  });

  it('drop what nobody needs any more, and nothing else', async () => {
    const store = pgStore(pools[0]);
    const now = Date.now();
    await store.set('old', { format: 1, revision: 'r1', keepUntil: now - 1_000, value: '' }, { replaces: undefined });
    await store.set('new', { format: 1, revision: 'r1', keepUntil: now + 60_000, value: '' }, { replaces: undefined });
    await store.set('endless', { format: 1, revision: 'r1', value: '' }, { replaces: undefined });

    await pools[0].query(dropExpired);

    expect(await store.get('old')).toBeUndefined();
    expect(await store.get('new')).toBeDefined();
    expect(await store.get('endless')).toBeDefined();
  });
});

describe('the recipe for D1, on a real SQLite', () => {
  const database = new DatabaseSync(':memory:');
  database.exec(d1.createTable);
  afterAll(() => database.close());

  it('makes a sound store', async () => {
    const report = await testTokenStore(() => d1.d1Store(likeD1(database)));

    expect(report.age).toBe('given');
  });
});

describe('the pages about stores', () => {
  it.each([
    'pg-store.ts',
    'drizzle-store.ts',
    'prisma-store.ts',
    'schema.prisma',
    'durable-object-store.ts',
    'd1-store.ts',
    'redis-over-http.ts',
    'dynamodb-store.ts',
    'dynamodb-table.yaml',
  ])('show %s as it is tested', (name) => {
    const page = name.replace(/(-store|-table)?\.(ts|yaml)$/, '').replace('schema.prisma', 'prisma');
    const text = readFileSync(new URL(`../../../guides/stores/${page}.md`, import.meta.url), 'utf8');
    const code = readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');

    expect(text).toContain(`${name}\n${code}\`\`\`\n`);
  });
});
