import type { Profile } from '../../src/profile.ts';
import type { Timeline } from './timeline.ts';

/** One consent and everything that grows from it. */
export interface Family {
  readonly name: string;
  isDead: boolean;
  /** It ended by a revocation. */
  isRevoked: boolean;
  /** The refresh token or code whose second use ended it. */
  endedBy?: string;
  accessTokens: string[];
  refreshToken: string;
  count: number;
}

export interface Pair {
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
}

export type Verdict =
  | { readonly kind: 'granted'; readonly pair: Pair; readonly json: object }
  | { readonly kind: 'refused'; readonly json: object };

/** An authorisation server with the rules of `rotation`: DAM's are 'single-use-revokes-family'. */
export interface SimulatedAuthority {
  /** Judges one presentation, as it arrives. */
  token(parameters: URLSearchParams): Verdict;
  /** A person consents: a code, not exchanged yet. */
  consent(): string;
  /** A pair that another program got. */
  mint(): { readonly accessToken: string; readonly refreshToken: string; readonly expiresAt: number };
  accepts(accessToken: string): boolean;
  familyOf(token: string): Family | undefined;
  /** Whether this refresh token would be exchanged for a new pair. */
  isLive(refreshToken: string | undefined): boolean;
  expiryOf(accessToken: string): number;
  revoke(token: string): void;
}

export function createSimulatedAuthority(
  timeline: Timeline,
  rotation: Profile['rotation'],
  lifetimeMs: number,
): SimulatedAuthority {
  const families = new Map<string, Family>(); // by every token and code
  const codes = new Map<string, Family | undefined>();
  const expiries = new Map<string, number>();
  let names = 0;

  const grow = (family: Family, isFirst: boolean): Pair & { readonly refreshToken: string } => {
    family.count++;
    const accessToken = `sec-at-${family.name}-${family.count}`;
    if (rotation !== 'none') {
      for (const old of family.accessTokens) expiries.set(old, 0); // a refresh ends every earlier access token
    }
    if (isFirst || rotation !== 'none') family.refreshToken = `sec-rt-${family.name}-${family.count}`;
    family.accessTokens.push(accessToken);
    expiries.set(accessToken, timeline.now() + lifetimeMs);
    families.set(accessToken, family);
    families.set(family.refreshToken, family);
    return { accessToken, refreshToken: family.refreshToken };
  };
  const found = (): Family => ({
    name: `f${++names}`,
    isDead: false,
    isRevoked: false,
    accessTokens: [],
    refreshToken: '',
    count: 0,
  });
  const end = (family: Family): void => {
    family.isDead = true;
    for (const token of family.accessTokens) expiries.set(token, 0);
  };
  const granted = (pair: Pair): Verdict => ({
    kind: 'granted',
    pair,
    json: {
      access_token: pair.accessToken,
      token_type: 'Bearer',
      expires_in: lifetimeMs / 1_000,
      ...(pair.refreshToken === undefined ? {} : { refresh_token: pair.refreshToken }),
    },
  });
  const refused: Verdict = { kind: 'refused', json: { error: 'invalid_grant' } };

  return {
    token(parameters) {
      const grantType = parameters.get('grant_type');
      if (grantType === 'client_credentials') {
        const accessToken = `sec-at-app-${++names}`;
        expiries.set(accessToken, timeline.now() + lifetimeMs);
        return granted({ accessToken, refreshToken: undefined });
      }
      if (grantType === 'authorization_code') {
        const code = parameters.get('code') ?? '';
        const family = codes.get(code);
        if (family) {
          end(family); // RFC 6749, section 4.1.2: used twice, so what it gave is taken back
          family.endedBy = code;
        }
        if (family || !codes.has(code)) return refused;
        const started = found();
        codes.set(code, started);
        families.set(code, started);
        return granted(grow(started, true));
      }
      const token = parameters.get('refresh_token') ?? '';
      const family = families.get(token);
      if (!family || family.isDead) return refused;
      if (family.refreshToken === token) {
        const pair = grow(family, false);
        // If nothing rotates, a refresh may bring no new refresh token (RFC 6749, section 6): the old one stays.
        return granted(rotation === 'none' && family.count % 2 === 0 ? { ...pair, refreshToken: undefined } : pair);
      }
      if (rotation === 'single-use-revokes-family') {
        end(family);
        family.endedBy = token;
      }
      return refused;
    },
    consent() {
      const code = `sec-code-${++names}`;
      codes.set(code, undefined);
      return code;
    },
    mint() {
      return { ...grow(found(), true), expiresAt: timeline.now() + lifetimeMs };
    },
    accepts: (accessToken) => (expiries.get(accessToken) ?? 0) > timeline.now(),
    familyOf: (token) => families.get(token),
    isLive(refreshToken) {
      const family = families.get(refreshToken ?? '');
      return family !== undefined && !family.isDead && family.refreshToken === refreshToken;
    },
    expiryOf: (accessToken) => expiries.get(accessToken) ?? 0,
    revoke(token) {
      const family = families.get(token);
      if (!family) return;
      end(family);
      family.isRevoked = true;
    },
  };
}
