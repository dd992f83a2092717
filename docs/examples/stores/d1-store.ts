import type { StoredToken, TokenStore } from '@acme/oauth-core';

/** For a migration. */
export const createTable = `
  CREATE TABLE acme_tokens (
    key TEXT NOT NULL PRIMARY KEY,
    revision TEXT NOT NULL,
    entry TEXT NOT NULL,
    written_at REAL NOT NULL,
    keep_until INTEGER
  ) STRICT`;

/** For a daily cron trigger: these entries are no longer of use. */
export const dropExpired = `DELETE FROM acme_tokens WHERE keep_until < unixepoch('subsec') * 1000`;

export function d1Store(database: D1Database): TokenStore {
  /** Asks the primary: a replica never answers the first statement of such a session. */
  const prepare = (sql: string, ...values: unknown[]) =>
    database
      .withSession('first-primary')
      .prepare(sql)
      .bind(...values);

  return {
    async get(key) {
      const row = await prepare(
        `SELECT entry, max(0, (unixepoch('subsec') - written_at) * 1000) AS age FROM acme_tokens WHERE key = ?`,
        key,
      ).first<{ entry: string; age: number }>();
      return row === null ? undefined : { entry: JSON.parse(row.entry) as StoredToken, age: row.age };
    },

    async set(key, entry, { replaces }) {
      const values = [entry.revision, JSON.stringify(entry), entry.keepUntil ?? null, key];
      const statement =
        replaces === undefined
          ? prepare(
              `INSERT INTO acme_tokens (revision, entry, keep_until, key, written_at)
               VALUES (?, ?, ?, ?, unixepoch('subsec')) ON CONFLICT DO NOTHING`,
              ...values,
            )
          : prepare(
              `UPDATE acme_tokens SET revision = ?, entry = ?, keep_until = ?, written_at = unixepoch('subsec')
               WHERE key = ? AND revision = ?`,
              ...values,
              replaces,
            );
      return (await statement.run()).meta.changes === 1;
    },

    async delete(key) {
      await prepare('DELETE FROM acme_tokens WHERE key = ?', key).run();
    },
  };
}
