import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKey } from '@acme/oauth-core';
import type { Sandbox } from '@acme/sandbox';

/** What `site.js` reads: a new store and a new key each time. */
export function siteEnvironment({ clients: { source } }: Sandbox): Record<'STORE', string> & Record<string, string> {
  return {
    SITE_URL: source.siteUrl,
    CLIENT_ID: source.clientId,
    CLIENT_SECRET: source.clientSecret,
    STORE: mkdtempSync(join(tmpdir(), 'acme-next-')),
    SESSION_KEY: generateKey(),
  };
}
