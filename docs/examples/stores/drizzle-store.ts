import type { StoredToken, TokenStore } from '@acme/oauth-core';
import { and, eq, sql } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { pgTable, text, timestamp } from 'drizzle-orm/pg-core';

export const acmeTokens = pgTable('acme_tokens', {
  key: text('key').primaryKey(),
  revision: text('revision').notNull(),
  entry: text('entry').notNull(),
  writtenAt: timestamp('written_at', { withTimezone: true }).notNull(),
  keepUntil: timestamp('keep_until', { withTimezone: true }),
});

/** @param database Connections to the primary, outside of any transaction. */
export function drizzleStore(database: NodePgDatabase): TokenStore {
  const { key: keyColumn, revision, entry: entryColumn, writtenAt } = acmeTokens;
  const age = sql<number>`extract(epoch FROM clock_timestamp() - ${writtenAt})::float8 * 1000`;

  return {
    async get(key) {
      const [row] = await database.select({ entry: entryColumn, age }).from(acmeTokens).where(eq(keyColumn, key));
      return row && { entry: JSON.parse(row.entry) as StoredToken, age: row.age };
    },

    async set(key, entry, { replaces }) {
      const values = {
        revision: entry.revision,
        entry: JSON.stringify(entry),
        keepUntil: entry.keepUntil === undefined ? null : new Date(entry.keepUntil),
        writtenAt: sql`clock_timestamp()`,
      };
      const { rowCount } =
        replaces === undefined
          ? await database
              .insert(acmeTokens)
              .values({ key, ...values })
              .onConflictDoNothing()
          : await database
              .update(acmeTokens)
              .set(values)
              .where(and(eq(keyColumn, key), eq(revision, replaces)));
      return rowCount === 1;
    },

    async delete(key) {
      await database.delete(acmeTokens).where(eq(keyColumn, key));
    },
  };
}
