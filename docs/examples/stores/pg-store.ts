import type { StoredToken, TokenStore } from '@acme/oauth-core';
import { Pool } from 'pg';

/** For a migration. */
export const createTable = `
  CREATE TABLE acme_tokens (
    key text PRIMARY KEY,
    revision text NOT NULL,
    entry text NOT NULL,
    written_at timestamptz NOT NULL,
    keep_until timestamptz
  )`;

/** For a daily job: these entries are no longer of use. */
export const dropExpired = 'DELETE FROM acme_tokens WHERE keep_until < now()';

/**
 * Connections to the primary. None hangs for longer than the 3 seconds that a call of the store may take.
 *
 * @param onError Called if a connection ends while nobody uses it. Without a listener, that ends the process.
 */
export function createPool(connectionString: string, onError: (error: Error) => void): Pool {
  const pool = new Pool({ connectionString, connectionTimeoutMillis: 2_500, query_timeout: 2_500 });
  return pool.on('error', onError);
}

/** @param pool Connections to the primary, outside of any transaction. */
export function pgStore(pool: Pool): TokenStore {
  return {
    async get(key) {
      const { rows } = await pool.query<{ entry: string; age: number }>(
        `SELECT entry, extract(epoch FROM clock_timestamp() - written_at)::float8 * 1000 AS age
         FROM acme_tokens WHERE key = $1`,
        [key],
      );
      return rows[0] && { entry: JSON.parse(rows[0].entry) as StoredToken, age: rows[0].age };
    },

    async set(key, entry, { replaces }) {
      const keepUntil = entry.keepUntil === undefined ? null : new Date(entry.keepUntil);
      const values = [key, entry.revision, JSON.stringify(entry), keepUntil];
      const { rowCount } =
        replaces === undefined
          ? await pool.query(
              `INSERT INTO acme_tokens (key, revision, entry, keep_until, written_at)
               VALUES ($1, $2, $3, $4, clock_timestamp()) ON CONFLICT DO NOTHING`,
              values,
            )
          : await pool.query(
              `UPDATE acme_tokens SET revision = $2, entry = $3, keep_until = $4, written_at = clock_timestamp()
               WHERE key = $1 AND revision = $5`,
              [...values, replaces],
            );
      return rowCount === 1;
    },

    async delete(key) {
      await pool.query('DELETE FROM acme_tokens WHERE key = $1', [key]);
    },
  };
}
