import { createDamClient, type DamClient } from '@acme/dam';
import type { TokenStore } from '@acme/oauth-core';
import { createSandbox } from '@acme/sandbox';

/** What happened to a person's authorisation. */
export interface Renewals {
  /** The generation that each of two processes was given, for each time that the token had expired. */
  readonly generations: readonly (readonly number[])[];
  /** How many refresh tokens were spent. */
  readonly spent: number;
}

/** With a sound store: one refresh token is spent for each expiry, and both processes get the new access token. */
export const onePerExpiry: Renewals = {
  generations: [
    [2, 2],
    [3, 3],
    [4, 4],
  ],
  spent: 3,
};

/**
 * A person consents at DAM, whose refresh tokens work once. The token expires three times, and two processes find out
 * at once.
 *
 * @param createStore Makes a store over the same entries for each process.
 */
export async function renewals(createStore: () => TokenStore): Promise<Renewals> {
  const sandbox = createSandbox();
  const key = `person ${crypto.randomUUID()}`;
  const [first, second] = [0, 1].map(
    (): DamClient => createDamClient({ ...sandbox.clients.dam, store: createStore() }),
  );
  if (first === undefined || second === undefined) throw new Error('There are two processes.');
  const request = await first.createAuthorizationUrl({
    account: 'meadow',
    redirectUri: 'https://app.example/callback',
  });
  await first.fromCallback(await sandbox.authorize(request.url), request, { key });

  const generations: number[][] = [];
  while (generations.length < 3) {
    sandbox.advance(9 * 3_600_000); // past the eight hours an access token lives
    const given = await Promise.all([first, second].map((dam) => dam.forKey(key).tokens.getToken()));
    generations.push(given.map(({ generation }) => generation));
  }
  return { generations, spent: sandbox.count('dam.token') - 1 };
}
