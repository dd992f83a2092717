import type { StoredToken, TokenStore } from '@acme/oauth-core';

/** The part of a PrismaClient that is used. Yours fits, whatever its models are. */
interface PrismaSql {
  $queryRaw<T>(sql: TemplateStringsArray, ...values: unknown[]): PromiseLike<T>;
  $executeRaw(sql: TemplateStringsArray, ...values: unknown[]): PromiseLike<number>;
}

/**
 * Written in SQL, because an update of a model can't take the time from the database's clock.
 *
 * @param prisma A client of the primary, outside of any transaction.
 */
export function prismaStore(prisma: PrismaSql): TokenStore {
  return {
    async get(key) {
      const [row] = await prisma.$queryRaw<{ entry: string; age: number }[]>`
        SELECT entry, extract(epoch FROM clock_timestamp() - written_at)::float8 * 1000 AS age
        FROM acme_tokens WHERE key = ${key}`;
      return row && { entry: JSON.parse(row.entry) as StoredToken, age: row.age };
    },

    async set(key, entry, { replaces }) {
      const text = JSON.stringify(entry);
      const keepUntil = entry.keepUntil === undefined ? null : new Date(entry.keepUntil);
      const rows =
        replaces === undefined
          ? await prisma.$executeRaw`
              INSERT INTO acme_tokens (key, revision, entry, keep_until, written_at)
              VALUES (${key}, ${entry.revision}, ${text}, ${keepUntil}, clock_timestamp()) ON CONFLICT DO NOTHING`
          : await prisma.$executeRaw`
              UPDATE acme_tokens
              SET revision = ${entry.revision}, entry = ${text}, keep_until = ${keepUntil}, written_at = clock_timestamp()
              WHERE key = ${key} AND revision = ${replaces}`;
      return rows === 1;
    },

    async delete(key) {
      await prisma.$executeRaw`DELETE FROM acme_tokens WHERE key = ${key}`;
    },
  };
}
