import { describe, expect, it } from 'vitest';
import { gzipped } from '../../http/test/support/bundle.ts';

const core = `export {
  createTokenSource, createFixedTokenSource, clientCredentials, secureUrl, systemClock,
  ConfigurationError, OrganizationScopeRequiredError, OAuthError,
} from '@acme/oauth-core';`;
const client = "export { createCloudClient } from '@acme/cloud';";

describe('the client, in a bundle that has the core,', () => {
  it('adds at most 3.45 kB before the first call, 5.9 kB for a call, and 0.8 kB more for a list, with the http package', async () => {
    const base = await gzipped(import.meta.url, { code: core });
    const [atOnce, aCall, aList, everything] = [
      await gzipped(import.meta.url, { code: client }),
      await gzipped(import.meta.url, { code: client, later: ['sender.ts'] }),
      await gzipped(import.meta.url, { code: client, later: ['sender.ts', 'read-pages.ts', 'hal.ts'] }),
      await gzipped(import.meta.url, { code: client, later: 'all' }),
    ];
    if (process.env.SHOW_SIZES) {
      process.stdout.write(
        `${atOnce - base} at once, ${aCall - base} for calls, ${aList - base} with lists, ${everything - base} with tasks and logs\n`,
      );
    }
    expect(atOnce - base).toBeLessThanOrEqual(3_450);
    expect(aCall - base).toBeLessThanOrEqual(5_900);
    expect(aList - base).toBeLessThanOrEqual(6_660);
    expect(everything - base).toBeLessThanOrEqual(8_550);
  });
});
