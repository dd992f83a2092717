import { withoutGaps } from './without-gaps.ts';

/** A token to send. Frozen; masked in `util.inspect` and `JSON.stringify`. */
export interface AccessToken {
  /** The secret itself. Not enumerable: a copy by spread doesn't carry it. */
  readonly accessToken: string;
  readonly tokenType: 'Bearer';
  /** What the server granted. If it didn't say: what the app asked for; left out for a person. */
  readonly scope?: readonly string[];
  /** Milliseconds since the epoch, with fractions, at which the token request was sent. */
  readonly obtainedAt: number;
  /** Milliseconds since the epoch, by the server's clock. Left out if it didn't say: use the token until it is refused. */
  readonly expiresAt?: number;
  /** Goes up by one with each token set of this authorisation. For people and tests; don't compare by it. */
  readonly generation: number;
}

// Made by a call that is marked as pure, so that bundlers drop it if it is not used.
const masked = /* @__PURE__ */ (() => {
  function mask(this: object): object {
    return { ...this, accessToken: '[masked]' };
  }
  return Object.create(Object.prototype, {
    toJSON: { value: mask },
    [Symbol.for('nodejs.util.inspect.custom')]: { value: mask },
  }) as object;
})();

/** What a token has besides its secret. */
export type AccessTokenFields = {
  [K in Exclude<keyof AccessToken, 'accessToken' | 'tokenType'>]: AccessToken[K] | undefined;
};

export function createAccessToken(accessToken: string, fields: Partial<AccessTokenFields>): AccessToken {
  const scope = fields.scope && Object.freeze([...fields.scope]); // frozen, because all callers get the same object
  const token = Object.assign(Object.create(masked), withoutGaps({ tokenType: 'Bearer', ...fields, scope }));
  return Object.freeze(Object.defineProperty(token, 'accessToken', { value: accessToken }));
}
