import type { Random } from './random.ts';
import { hex, sha256 } from './sha256.ts';

/** The services that give tokens. */
export type ServiceName = 'cloud' | 'source' | 'dam';
/** What the authority hands out. */
export type TokenKind = 'code' | 'access' | 'refresh';
/** The state of a code or token. */
export type TokenState = 'live' | 'spent' | 'revoked' | 'expired';
/** Why an authorisation ended: a refresh token was used twice, or the authorisation was revoked. */
export type EndReason = 'refresh_token_reused' | 'revoked';

/** A code or token as the authority knows it. */
export interface Token {
  readonly kind: TokenKind;
  readonly value: string;
  readonly authorization: AuthorizationState;
  /** The scope of the authorisation, or a part of it. */
  readonly scope: readonly string[];
  readonly generation: number;
  readonly issuedAt: number;
  readonly expiresAt: number | undefined;
  readonly fingerprint: string;
  spent: boolean;
  /** Whether it was presented again after it had been used. */
  reused: boolean;
  revoked: boolean;
}

/** The family of tokens that come from one consent, or that one client got for one scope. They end together. */
export interface Authorization {
  readonly id: string;
  readonly service: ServiceName;
  readonly clientId: string;
  readonly grant: string;
  readonly scope: readonly string[];
  readonly user: string | undefined;
  /** The DAM account, which is a part of DAM's tokens. */
  readonly account: string | undefined;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** How often tokens were given: 1 after the first time, 2 after the first refresh. */
  readonly generation: number;
  /** Whether at least one of its tokens still works. */
  readonly alive: boolean;
  /** Why none works. */
  readonly why: EndReason | 'expired' | undefined;
  /** How often a refresh token was presented that had been used before. */
  readonly reuses: number;
  readonly tokens: readonly {
    readonly kind: TokenKind;
    readonly generation: number;
    readonly state: TokenState;
    /** Whether it was presented again after it had been used. */
    readonly reused: boolean;
    /** The first 8 hexadecimal digits of the token's SHA-256. */
    readonly fingerprint: string;
    readonly issuedAt: number;
    readonly expiresAt: number | undefined;
  }[];
}

/** A family as the authority keeps it. */
export interface AuthorizationState extends Omit<Authorization, 'alive' | 'why' | 'generation' | 'reuses' | 'tokens'> {
  generation: number;
  reuses: number;
  ended: EndReason | undefined;
  tokens: Token[];
  /** How many tokens there may be before the old ones are swept. */
  sweepAt: number;
}

export interface Authority {
  /** Starts a family. If there is one with this `key` that has not ended, it returns that one. */
  open(
    details: Pick<AuthorizationState, 'service' | 'clientId' | 'grant' | 'scope'> & { user?: string; account?: string },
    key?: string,
  ): AuthorizationState;
  issue(
    authorization: AuthorizationState,
    kind: TokenKind,
    value: string,
    lifetimeMs: number | undefined,
    scope?: readonly string[],
  ): Token;
  find(service: ServiceName, kind: TokenKind, value: string): Token | undefined;
  stateOf(token: Token): TokenState;
  /** Marks a code or a refresh token as used. */
  spend(token: Token): void;
  /** Notes that a used token was presented again. The service decides what follows. */
  noteReuse(token: Token): void;
  revoke(token: Token): void;
  /** Ends the access tokens that were given last. */
  revokeGeneration(authorization: AuthorizationState): void;
  /** Revokes the live tokens that match. @returns How many they were. */
  revokeWhere(matches: (token: Token) => boolean): number;
  end(authorization: AuthorizationState, why: EndReason): void;
  readonly authorizations: readonly AuthorizationState[];
  view(authorization: AuthorizationState): Authorization;
}

/** How many tokens of a family are kept. Older access tokens that no longer work are forgotten: they become unknown. */
const TOKENS_KEPT = 2000;

/** Keeps codes, tokens and the families that they belong to. It knows nothing of the rules of a service. */
export function createAuthority(clock: { now(): number }, random: Random): Authority {
  const tokens = new Map<string, Token>();
  const authorizations: AuthorizationState[] = [];
  const byKey = new Map<string, AuthorizationState>();

  const stateOf = (token: Token): TokenState => {
    if (token.revoked) return 'revoked';
    if (token.spent) return 'spent';
    return token.expiresAt !== undefined && token.expiresAt <= clock.now() ? 'expired' : 'live';
  };
  const revoke = (token: Token): void => {
    token.revoked = true;
  };

  /** Refresh tokens stay: a second use must be seen. */
  const forgetOldAccessTokens = (authorization: AuthorizationState): void => {
    if (authorization.tokens.length <= authorization.sweepAt) return;
    const oldest = authorization.tokens.length - TOKENS_KEPT;
    authorization.tokens = authorization.tokens.filter((token, index) => {
      if (index >= oldest || token.kind === 'refresh' || stateOf(token) === 'live') return true;
      tokens.delete(token.value);
      return false;
    });
    authorization.sweepAt = authorization.tokens.length + TOKENS_KEPT;
  };

  return {
    authorizations,
    stateOf,
    revoke,
    revokeGeneration({ tokens: all, generation }) {
      // It begins with the newest, because a family may have thousands of used refresh tokens.
      for (let index = all.length - 1; all[index]?.generation === generation; index--) {
        const token = all[index];
        if (token?.kind === 'access') revoke(token);
      }
    },
    open({ service, clientId, grant, scope, user, account }, key) {
      const known = key === undefined ? undefined : byKey.get(key);
      if (known !== undefined && known.ended === undefined) return known;
      const authorization: AuthorizationState = {
        id: random.uuid(),
        service,
        clientId,
        grant,
        scope,
        user,
        account,
        createdAt: clock.now(),
        generation: 0,
        reuses: 0,
        ended: undefined,
        tokens: [],
        sweepAt: TOKENS_KEPT * 2,
      };
      authorizations.push(authorization);
      if (key !== undefined) byKey.set(key, authorization);
      return authorization;
    },
    issue(authorization, kind, value, lifetimeMs, scope = authorization.scope) {
      const issuedAt = clock.now();
      const token: Token = {
        kind,
        value,
        authorization,
        scope,
        generation: authorization.generation,
        issuedAt,
        expiresAt: lifetimeMs === undefined ? undefined : issuedAt + lifetimeMs,
        fingerprint: hex(sha256(value).subarray(0, 4)),
        spent: false,
        reused: false,
        revoked: false,
      };
      tokens.set(value, token);
      authorization.tokens.push(token);
      forgetOldAccessTokens(authorization);
      return token;
    },
    find(service, kind, value) {
      const token = tokens.get(value);
      return token?.kind === kind && token.authorization.service === service ? token : undefined;
    },
    spend(token) {
      token.spent = true;
    },
    noteReuse(token) {
      token.reused = true;
      token.authorization.reuses++;
    },
    revokeWhere(matches) {
      const live = authorizations
        .flatMap(({ tokens: all }) => all)
        .filter((token) => stateOf(token) === 'live' && matches(token));
      for (const token of live) revoke(token);
      return live.length;
    },
    end(authorization, why) {
      authorization.ended ??= why;
      for (const token of authorization.tokens) if (stateOf(token) !== 'spent') revoke(token);
    },
    view(authorization) {
      const alive =
        authorization.ended === undefined && authorization.tokens.some((token) => stateOf(token) === 'live');
      const revoked = authorization.tokens.some(
        (token) => token.kind === 'access' && token.generation === authorization.generation && token.revoked,
      );
      return {
        id: authorization.id,
        service: authorization.service,
        clientId: authorization.clientId,
        grant: authorization.grant,
        scope: authorization.scope,
        user: authorization.user,
        account: authorization.account,
        createdAt: authorization.createdAt,
        generation: authorization.generation,
        alive,
        why: alive ? undefined : (authorization.ended ?? (revoked ? 'revoked' : 'expired')),
        reuses: authorization.reuses,
        tokens: authorization.tokens.map((token) => ({
          kind: token.kind,
          generation: token.generation,
          state: stateOf(token),
          reused: token.reused,
          fingerprint: token.fingerprint,
          issuedAt: token.issuedAt,
          expiresAt: token.expiresAt,
        })),
      };
    },
  };
}
