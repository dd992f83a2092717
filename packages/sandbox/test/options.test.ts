import { createSandbox, type SandboxOptions, startSandbox, stoppedClock } from '@acme/sandbox';
import { describe, expect, it } from 'vitest';

describe('createSandbox refuses, with the name of the option,', () => {
  it.each<[SandboxOptions, string]>([
    [{ seed: Number.NaN }, 'seed: NaN is not a number'],
    [{ tokenLifetime: 999 }, 'tokenLifetime: 999 is not a number of milliseconds from 1,000 up'],
    [{ tokenLifetime: { cloud: 999 } }, 'tokenLifetime: 999 is not'],
    [{ tokenLifetime: { source: 999 } }, 'tokenLifetime: 999 is not'],
    [{ tokenLifetime: { dam: 999 } }, 'tokenLifetime: 999 is not'],
    [{ logLimit: -1 }, 'logLimit: -1 is not a whole number from 0 up, or Infinity'],
    [{ logLimit: Number.NaN }, 'logLimit: NaN is not'],
    [{ dam: { assets: Number.NaN } }, 'dam.assets: NaN is not a whole number from 0 up'],
    [{ dam: { assets: 1.5 } }, 'dam.assets: 1.5 is not'],
    [{ dam: { scrollLifetime: -1 } }, 'dam.scrollLifetime: -1 is not a number of milliseconds from 0 up'],
    [{ dam: { smallestChunk: -1 } }, 'dam.smallestChunk: -1 is not'],
    [{ dam: { processingDuration: Infinity } }, 'dam.processingDuration: Infinity is not'],
    [{ dam: { account: 'my_account' } }, 'dam.account: my_account is not letters, digits and hyphens between them'],
    [{ cloud: { taskDuration: Number.NaN } }, 'cloud.taskDuration: NaN is not'],
    [{ cloud: { applications: -1 } }, 'cloud.applications: -1 is not'],
    [{ source: { articles: Infinity } }, 'source.articles: Infinity is not'],
    [{ source: { redirectUris: ['/callback'] } }, 'source.redirectUris: /callback is not a list of absolute URIs'],
  ])('%j', (options, message) => {
    const refused = (): string => {
      try {
        return String(createSandbox(options));
      } catch (error) {
        return error instanceof RangeError ? error.message : String(error);
      }
    };

    expect(refused().slice(0, message.length)).toBe(message);
  });

  it('what the compiler would refuse too', () => {
    // @ts-expect-error what an environment variable holds
    expect(() => createSandbox({ seed: '1' })).toThrow('seed: 1 is not a number');
    // @ts-expect-error the same
    expect(() => createSandbox({ source: { readOnly: 'false' } })).toThrow(
      'source.readOnly: false is not true or false',
    );
    // @ts-expect-error a status that the service never answers
    expect(() => createSandbox({ cloud: { expiredTokenStatus: 400 } })).toThrow('400 is not one of 401, 403');
    // @ts-expect-error a typo
    expect(() => createSandbox({ cloud: { tokenErrors: 'Okta' } })).toThrow('Okta is not one of rfc6749, okta');
    // @ts-expect-error one fault, and no list
    expect(() => createSandbox({ faults: { operation: '*', fault: { kind: 'html' } } })).toThrow('is not a list');
    for (const clock of [{ now: () => 0 }, { sleep: async () => {} }, Date, null]) {
      // @ts-expect-error half a clock, or none
      expect(() => createSandbox({ clock })).toThrow('is not a clock, with now() and sleep()');
    }
    // @ts-expect-error nothing, where a number is needed
    expect(() => createSandbox({ dam: { assets: null } })).toThrow('dam.assets: null is not');
  });

  it('a name that is no option, or is one elsewhere', () => {
    // @ts-expect-error an option of `source`
    expect(() => createSandbox({ readOnly: true })).toThrow('options: readOnly is not one of seed, clock, faults');
    // @ts-expect-error a typo
    expect(() => createSandbox({ source: { article: 5 } })).toThrow('source: article is not one of readOnly, articles');
    // @ts-expect-error no service
    expect(() => createSandbox({ tokenLifetime: { token: 5_000 } })).toThrow(
      'tokenLifetime: token is not one of cloud, source, dam',
    );
    expect(() => createSandbox({ seed: 1, port: 0 } as SandboxOptions)).not.toThrow(); // options of both forms
  });

  it('a wrong option with a port too', async () => {
    await expect(startSandbox({ dam: { assets: -1 } })).rejects.toThrow('dam.assets: -1 is not');
  });
});

it.each<SandboxOptions>([
  ...[true, false].map((on) => ({
    source: { readOnly: on, publicAccess: on, issuerInCallback: on, redirectUris: ['app:/callback'] },
    dam: { rateLimit: on },
  })),
  { cloud: { expiredTokenStatus: 401, tokenErrors: 'rfc6749' }, source: { refusedRefreshToken: 'invalid_grant' } },
  { cloud: { expiredTokenStatus: 403, tokenErrors: 'okta' }, source: { refusedRefreshToken: 'invalid_request' } },
])('createSandbox accepts both values of each switch, and every choice: %j', (options) => {
  expect(() => createSandbox(options)).not.toThrow();
});

it('createSandbox accepts zero of everything, and an endless log', async () => {
  const sandbox = createSandbox({
    seed: 0,
    logLimit: Infinity,
    clock: stoppedClock(0),
    faults: [],
    cloud: { applications: 0, taskDuration: 0 },
    source: { articles: 0, redirectUris: [] },
    dam: { assets: 0, scrollLifetime: 0, smallestChunk: 0, processingDuration: 0, account: 'a' },
  });

  await sandbox.fetch(`${sandbox.clients.source.siteUrl}/api`);

  expect(sandbox.log).toHaveLength(1);
  expect(createSandbox({ logLimit: 0 }).log).toEqual([]);
  expect(sandbox.clients.damPersonal.accessToken).toMatch(/^wat_a_/);
});

it('a sandbox refuses a wrong argument with its name', () => {
  const sandbox = createSandbox();

  expect(() => stoppedClock(Number.NaN)).toThrow('stoppedClock: NaN is not');
  expect(() => sandbox.nextTask({ durationMs: Number.NaN })).toThrow('nextTask: durationMs: NaN is not');
  // @ts-expect-error a status of notifications, and no outcome
  expect(() => sandbox.nextTask({ outcome: 'in-progress' })).toThrow('outcome: in-progress is not one of completed');
  // @ts-expect-error a log that nobody writes
  expect(() => sandbox.writeLog({ type: 'php-errors', text: '' })).toThrow(
    'type: php-errors is not one of bal-request',
  );
  // @ts-expect-error a typo, which would leave the fault where it is
  expect(() => sandbox.faults.clear('dam.tokens')).toThrow('operation: dam.tokens is not one of');
  // @ts-expect-error a typo, which would count nothing
  expect(() => sandbox.count('dam.tokens')).toThrow('count: dam.tokens is not one of cloud.token, cloud.api');
  // @ts-expect-error a target of faults, and no operation
  expect(() => sandbox.count('dam.*')).toThrow('count: dam.* is not one of');
  // @ts-expect-error no listener
  expect(() => sandbox.watch('dam.api')).toThrow('watch: dam.api is not a function');
  // @ts-expect-error no service
  expect(() => sandbox.revokeAccessTokens('DAM')).toThrow('revokeAccessTokens: DAM is not one of cloud, source, dam');
});
