import { describe, expect, it } from 'vitest';
import { gzipped } from '../../http/test/support/bundle.ts';

/** What the client takes of the core. */
const core = `export {
  createTokenSource, createFixedTokenSource, clientCredentials, refreshToken, createAuthorizationUrl, readCallback,
  fetchOf, secureUrl, systemClock, ConfigurationError, OAuthError,
} from '@acme/oauth-core';`;
const client = "export { createSourceClient, defineResource, one, many } from '@acme/source';";

describe('the client, in a bundle that has the core,', () => {
  it('adds at most 7.84 kB for reading, and 10.8 kB with all that is loaded when first used, with the http package', async () => {
    const base = await gzipped(import.meta.url, { code: core });
    const reading = (await gzipped(import.meta.url, { code: client, later: ['sender.ts', 'read-pages.ts'] })) - base;
    const everything = (await gzipped(import.meta.url, { code: client, later: 'all' })) - base;
    if (process.env.SHOW_SIZES)
      process.stdout.write(`${reading} for reads, ${everything} with all that is loaded when first used\n`);

    expect(reading).toBeLessThanOrEqual(7_840);
    expect(everything).toBeLessThanOrEqual(10_800);
  });
});
