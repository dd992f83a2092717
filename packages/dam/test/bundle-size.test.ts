import { describe, expect, it } from 'vitest';
import { gzipped } from '../../http/test/support/bundle.ts';

/** What the client takes of the core. */
const core = `export {
  createTokenSource, createFixedTokenSource, refreshToken, secureUrl, systemClock, parseToken,
  createAuthorizationUrl, readCallback, CallbackError, ConfigurationError, OAuthError,
} from '@acme/oauth-core';`;
const client = "export { createDamClient } from '@acme/dam';";

describe('the client, in a bundle that has the core,', () => {
  it('adds at most 3.66 kB before the first call, and 6.06 kB for a call, with the http package', async () => {
    const base = await gzipped(import.meta.url, { code: core });
    const [atOnce, aCall, everything] = [
      await gzipped(import.meta.url, { code: client }),
      await gzipped(import.meta.url, { code: client, later: ['sender.ts'] }),
      await gzipped(import.meta.url, { code: client, later: 'all' }),
    ];
    if (process.env.SHOW_SIZES) {
      process.stdout.write(
        `${atOnce - base} at once, ${aCall - base} for calls, ${everything - base} with all that is loaded later\n`,
      );
    }
    expect(atOnce - base).toBeLessThanOrEqual(3_660);
    expect(aCall - base).toBeLessThanOrEqual(6_060);
    expect(everything - base).toBeLessThanOrEqual(11_040);
  });
});
