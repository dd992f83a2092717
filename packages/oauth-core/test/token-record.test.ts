import { describe, expect, it } from 'vitest';
import { createTokenSource, refreshToken, type StoredToken, type TokenStore } from '../src/index.ts';
import { damProfile } from './support/profiles.ts';
import { cloudTokens, inAnotherProcess, signedInAtDam, writeOver } from './support/sources.ts';

const hour = 3_600_000;
const rubbish: StoredToken = { format: 1, revision: 'a', value: 'rubbish' };

describe('an entry', () => {
  it.each([
    ['of a newer format', { format: 2, revision: 'a', value: '?' }, /newer version of @acme\/oauth-core: update/],
    ['that is no record', { format: 1, revision: 'a', value: 'rubbish' }, /is not what this package wrote/],
    ['whose value is null', { format: 1, revision: 'a', value: 'null' }, /is not what this package wrote/],
    ['without a revision', { format: 1, value: '{"generation":1,"seeds":[],"history":[]}' }, /is not what/],
    [
      'whose revision is a number',
      { format: 1, revision: 7, value: '{"generation":1,"seeds":[],"history":[]}' },
      /is not what/,
    ],
    ['without seeds', { format: 1, revision: 'a', value: '{"generation":1,"history":[]}' }, /is not what/],
    ['without a history', { format: 1, revision: 'a', value: '{"generation":1,"seeds":[]}' }, /is not what/],
    ['without a value', { format: 1, revision: 'a' }, /is not what this package wrote/],
    [
      'whose claim has no lease',
      { format: 1, revision: 'a', value: '{"generation":1,"seeds":[],"history":[],"claim":{}}' },
      /is not what/,
    ],
    [
      'whose claim has a lease that is no number',
      { format: 1, revision: 'a', value: '{"generation":1,"seeds":[],"history":[],"claim":{"lease":null}}' },
      /is not what/,
    ],
    [
      'whose claim has a negative lease',
      { format: 1, revision: 'a', value: '{"generation":1,"seeds":[],"history":[],"claim":{"lease":-1,"holder":"a"}}' },
      /is not what/,
    ],
    [
      'whose generation is no number',
      { format: 1, revision: 'a', value: '{"generation":"1","seeds":[],"history":[]}' },
      /is not what/,
    ],
    ['that is a text', 'rubbish', /is not what this package wrote/],
  ])('%s is an error, and never looks like an empty key', async (_, entry, message) => {
    const { sandbox, options } = await signedInAtDam();
    const get = async (): Promise<never> => ({ entry, age: 0 }) as never; // rubbish, by intent
    const tokens = createTokenSource({ ...options, store: { ...options.store, get } });

    const calls = [tokens.getToken(), tokens.describe(), tokens.connect({ refreshToken: 'a' })];
    for (const outcome of await Promise.allSettled(calls)) {
      const error = outcome.status === 'rejected' ? outcome.reason : undefined;
      expect(error).toMatchObject({ code: 'store_entry_unreadable', message: expect.stringMatching(message) });
      expect(error.message).not.toContain('rubbish');
    }

    expect(sandbox.count('dam.token')).toBe(1);
  });

  it('of a newer format also stops a grant that needs no person', async () => {
    const { sandbox, options } = await cloudTokens();
    const get = async (): Promise<never> => ({ entry: { format: 2, revision: 'a', value: '?' } }) as never; // as above
    const tokens = createTokenSource({ ...options, store: { ...options.store, get } });

    await expect(tokens.getToken()).rejects.toMatchObject({ code: 'store_entry_unreadable' });

    expect(sandbox.count('cloud.token')).toBe(0);
  });

  it('that is rubbish can be cleared: then the key is free for the next consent', async () => {
    const { tokens, options } = await signedInAtDam();
    const standing = await options.store.get('person');
    await options.store.set('person', rubbish, { replaces: standing?.entry.revision });

    await tokens.clear();

    expect(await tokens.describe()).toMatchObject({ state: 'ended', ended: { why: 'cleared' } });
    expect(await tokens.connect({ refreshToken: 'wrt_meadow_there' })).toBe('stored');
  });

  it('that is rubbish is also ended by revoke, which fails because the server was not told', async () => {
    const { sandbox, tokens, options } = await signedInAtDam();
    const standing = await options.store.get('person');
    await options.store.set('person', rubbish, { replaces: standing?.entry.revision });

    await expect(tokens.revoke()).rejects.toMatchObject({ code: 'store_entry_unreadable' });

    expect(sandbox.count('dam.revoke')).toBe(0);
    expect(await tokens.describe()).toMatchObject({ state: 'ended', ended: { why: 'revoked' } });
  });

  it.each(['clear', 'revoke'] as const)('of a newer format is not changed by %s, which fails', async (call) => {
    const { tokens, options } = await signedInAtDam();
    const standing = await options.store.get('person');
    const newer = { ...rubbish, format: 2 } as unknown as StoredToken; // not of this version's type
    await options.store.set('person', newer, { replaces: standing?.entry.revision });

    await expect(tokens[call]()).rejects.toMatchObject({
      code: 'store_entry_unreadable',
      message: expect.stringContaining('newer version'),
    });

    expect((await options.store.get('person'))?.entry).toEqual(newer);
  });

  it('that the store lost is reported as lost by the process that knew it', async () => {
    const { sandbox, options, events } = await signedInAtDam();
    const tokens = createTokenSource({ ...options, grant: refreshToken() });
    await options.store.delete('person');
    sandbox.advance(9 * hour);

    await expect(tokens.getToken()).rejects.toMatchObject({ reason: 'store_lost_it' });
    expect(events.at(-1)).toMatchObject({ type: 'ended', reason: 'store_lost_it' });
    await expect(inAnotherProcess(options, { grant: refreshToken() }).getToken()).rejects.toMatchObject({
      reason: 'never_authorized',
    });
    expect(sandbox.count('dam.token')).toBe(1);
  });

  it('whose end can not be read is renewed', async () => {
    const { tokens, options } = await signedInAtDam();
    await writeOver(options.store, 'theirs', { expiresAt: 'soon' });

    expect((await inAnotherProcess(options).getToken()).generation).toBe(2);
    expect((await tokens.describe()).generation).toBe(2);
  });

  it('says how long it has to be kept', async () => {
    const { sandbox, options } = await signedInAtDam({});
    const found = await options.store.get('person');
    const withLife = createTokenSource({
      ...options,
      profile: damProfile(sandbox, { refreshTokenLifetime: 24 * hour }),
    });
    sandbox.advance(9 * hour);
    const now = sandbox.clock.now();
    await withLife.getToken();

    const days = (ms = 0): number => Math.round((ms - now) / (24 * hour));
    expect(days(found?.entry.keepUntil)).toBe(401);
    expect(Number.isInteger(found?.entry.keepUntil)).toBe(true);
    expect(found?.entry.expendable).toBeUndefined();
    expect(days((await options.store.get('person'))?.entry.keepUntil)).toBe(2);
    await withLife.clear();
    expect(days((await options.store.get('person'))?.entry.keepUntil)).toBe(30);
    const { tokens, options: ofCloud, sandbox: other } = await cloudTokens();
    await tokens.getToken();
    const expendable = (await ofCloud.store.get(tokens.key))?.entry;
    expect(expendable).toMatchObject({ expendable: true });
    expect(Math.round(((expendable?.keepUntil ?? 0) - other.clock.now()) / hour)).toBe(24);
  });

  it('of an app says that it is kept for a day, also through a renewal, and for long if its token has no end', async () => {
    const { sandbox, options } = await cloudTokens();
    const kept: number[] = []; // days
    const set: TokenStore['set'] = async (key, entry, ...rest) => {
      kept.push(Math.round(((entry.keepUntil ?? 0) - sandbox.clock.now()) / (24 * hour)));
      return options.store.set(key, entry, ...rest);
    };
    const tokens = createTokenSource({ ...options, store: { ...options.store, set } });
    await tokens.getToken();
    sandbox.advance(72 * hour);
    const body = { access_token: 'a', token_type: 'bearer' };
    sandbox.faults.next('cloud.token', { kind: 'status', status: 200, body });
    await tokens.getToken();

    expect(kept).toEqual([401, 1, 1, 401]); // each claim, and what it brought
  });
});
