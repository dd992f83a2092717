import { type Clock, wallTimeOf } from './clock.ts';
import { readConnectionFailure } from './connection-failure.ts';
import { isControlFlow } from './control-flow.ts';
import { withDeadline } from './deadline.ts';
import { TokenRequestError, type TokenRequestFailure } from './errors.ts';
import { excerptOf } from './excerpt.ts';
import type { Fetch } from './fetch.ts';
import { type AuthorizationCode, type ClientCredentialsGrant, isText } from './grant.ts';
import type { Skew } from './key-state.ts';
import { parseObject } from './parse-object.ts';
import { printable } from './printable.ts';
import type { Profile } from './profile.ts';
import { readRetryAfter } from './retry-after.ts';
import { withoutGaps } from './without-gaps.ts';

/** What one token request presents to the token endpoint. */
export type Presentation =
  | ClientCredentialsGrant
  | ({ readonly type: 'authorization_code' } & AuthorizationCode)
  | { readonly type: 'refresh_token'; readonly refreshToken: string };

/** All fields that any presentation may have. */
export interface PresentationFields extends Partial<AuthorizationCode> {
  readonly type: string;
  readonly scope?: string | undefined;
  readonly refreshToken?: string;
}

/** Who presents it, where and how. */
export interface TokenEndpoint {
  readonly profile: Profile;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** Milliseconds for one request, body included. */
  readonly timeoutMs: number;
  /** Each token answer updates it. */
  readonly skew: Skew;
}

/** What a token answer grants. Times are milliseconds since the epoch, by the server's clock. */
export interface TokenSet {
  /** Left out if its type is not Bearer. */
  readonly accessToken: string | undefined;
  /** Says so if its type is not Bearer. */
  readonly misfit: TokenRequestError | undefined;
  readonly refreshToken: string | undefined;
  readonly scope: readonly string[] | undefined;
  /** When the request was sent. */
  readonly obtainedAt: number;
  /** Left out if the answer has no `expires_in`, or one that is not a number above 0. */
  readonly expiresAt: number | undefined;
}

/**
 * The outcome of one token request.
 * - `never_sent`: no connection was made.
 * - `rate_limited`: refused (429) before the code or refresh token was used.
 * - `refused`: the code or refresh token is used up, expired or revoked.
 * - `our_fault`: refused for another reason, such as a wrong secret; the code or refresh token was not used.
 * - `ambiguous`: nobody knows whether it was used.
 */
export type TokenOutcome = { readonly kind: 'granted'; readonly set: TokenSet; readonly status: number } | TokenFailure;
export interface TokenFailure {
  readonly kind: 'never_sent' | 'rate_limited' | 'refused' | 'our_fault' | 'ambiguous';
  readonly error: TokenRequestError;
}
type FailureKind = TokenFailure['kind'];

/** How many bytes of an answer are read at most. */
const bodyLimit = 256 * 1024;

/**
 * Sends exactly one token request (RFC 6749 sections 4.1.3, 4.4.2 and 6). Follows no redirect.
 *
 * @param heldToken The access token that is to be replaced. It is not sent, but masked if the server quotes it.
 * @throws Only errors of a framework, which have a `digest`. Every other failure is an outcome.
 */
export async function requestToken(
  endpoint: TokenEndpoint,
  presentation: Presentation,
  heldToken?: string,
): Promise<TokenOutcome> {
  const { clock, fetch, profile, timeoutMs } = endpoint;
  const parameters = parametersOf(endpoint, presentation);
  const isJson = profile.bodyFormat === 'json';
  const sentAt = clock.now();
  const failed = (kind: FailureKind, said: unknown, remedy: string, failure?: TokenRequestFailure): TokenOutcome => ({
    kind,
    error: new TokenRequestError(`${profile.name} gave no token (${said}): ${remedy}.`, failure),
  });

  const exchange = async (signal: AbortSignal): Promise<TokenOutcome> => {
    const answer = await fetch(String(profile.tokenUrl), {
      method: 'POST',
      headers: {
        accept: 'application/json',
        'content-type': isJson ? 'application/json' : 'application/x-www-form-urlencoded',
      },
      body: isJson ? JSON.stringify(parameters) : String(new URLSearchParams(parameters)),
      redirect: 'manual',
      signal,
    });
    const { ok, status } = answer;
    const body = parseObject(await excerptOf(answer, bodyLimit).text());
    const words = wordsOf(parameters, body, heldToken);
    if (ok && isText(body.access_token)) {
      const set = readTokenSet(endpoint, answer, body, words, sentAt);
      // A refresh token is used up all the same: the one that came with this answer has to be stored.
      if (set.misfit && !parameters.refresh_token) return { kind: 'our_fault', error: set.misfit };
      return { kind: 'granted', status, set };
    }

    const failure = readFailure(answer, body, words, wallTimeOf(clock));
    const { error } = failure;
    const fail = (kind: FailureKind, remedy: string): TokenOutcome => failed(kind, saidIn(failure), remedy, failure);
    if (status === 429) return fail('rate_limited', 'try again later');
    if (status === 408 || status >= 500) return fail('ambiguous', 'try again later');
    // No such page, an answer that is not JSON or too long, or a redirect (with status 0 on platforms that hide it).
    if (status < 400 || status === 404)
      return fail(ok ? 'ambiguous' : 'our_fault', 'check tokenUrl, and any proxy on the way');
    // An app presents nothing that could be dead. The League's server answers `invalid_request` for a dead refresh token.
    const isDead =
      presentation.type !== 'client_credentials' &&
      (error === 'invalid_grant' || (error === 'invalid_request' && parameters.refresh_token));
    if (isDead) return fail('refused', 'it is used, expired or revoked');
    if (error === 'invalid_scope') return fail('our_fault', 'check scope, or organization');
    return fail('our_fault', 'check id and secret (clientId, clientSecret), and what the client is allowed');
  };

  try {
    return await withDeadline(clock, timeoutMs, exchange, () =>
      failed('ambiguous', `nothing in ${timeoutMs} ms`, 'try again later'),
    );
  } catch (error) {
    if (isControlFlow(error)) throw error;
    const { isUnsent, cause = 'no answer' } = readConnectionFailure(error);
    return failed(isUnsent ? 'never_sent' : 'ambiguous', cause, 'check tokenUrl and the network');
  }
}

/** A failure in the server's words. */
export const saidIn = ({ status, error, errorDescription, hint }: TokenRequestFailure): string =>
  [status, error, errorDescription, hint].filter(Boolean).join(', ');

/** What is sent, by its names on the wire. */
type Parameters = Readonly<Record<string, string>>;

function parametersOf({ profile, clientId, clientSecret }: TokenEndpoint, presentation: Presentation): Parameters {
  const { type, scope, refreshToken, code, redirectUri, codeVerifier }: PresentationFields = presentation;
  const parameters = {
    grant_type: type,
    client_id: clientId,
    client_secret: clientSecret,
    scope,
    refresh_token: refreshToken,
    [profile.parameterNames?.code ?? 'code']: code,
    redirect_uri: profile.redirectUriInExchange ? redirectUri : undefined,
    code_verifier: codeVerifier,
  };
  return withoutGaps(parameters) as Parameters; // only texts and `undefined` went in
}

/** Gives the first text among the candidates, fit to be shown: the secrets of request and answer are masked. */
type Words = (...candidates: unknown[]) => string;

function wordsOf(
  parameters: Parameters,
  body: Readonly<Record<string, unknown>>,
  heldToken: string | undefined,
): Words {
  const { grant_type: _, client_id: __, redirect_uri: ___, scope: ____, ...secrets } = parameters;
  const texts = (among: readonly unknown[]): string[] => among.filter((value) => typeof value === 'string');
  const all = texts([...Object.values(secrets), body.access_token, body.refresh_token, heldToken]);
  return (...candidates) => printable(texts(candidates)[0] ?? '', all);
}

function readTokenSet(
  { clock, profile, skew }: TokenEndpoint,
  { headers, status }: Response,
  body: Readonly<Record<string, unknown>>,
  words: Words,
  sentAt: number,
): TokenSet {
  const text = (name: string): string => (typeof body[name] === 'string' ? body[name] : '');
  // With more digits, no `Date` could hold the end: stores with a column for dates would not take the entry.
  const seconds = /^\d{1,12}(\.\d+)?$/.test(String(body.expires_in)) ? Number(body.expires_in) : 0;
  const isBearer = /^bearer$/i.test(String(body.token_type ?? (profile.tokenType === 'optional' ? 'bearer' : '')));
  const date = Date.parse(headers.get('date') ?? '');
  const ahead = date - clock.now();
  // By what is known of the server's clock, was the answer written between sending and now? Then that stays, however long
  // it took. `Date` has whole seconds, and clocks differ a little: a difference below 5 s proves nothing.
  if (!(ahead <= skew.ms && skew.ms < date + 5_000 - sentAt)) skew.ms = Math.abs(ahead) > 5_000 ? ahead : 0;
  const obtainedAt = sentAt + skew.ms;
  return {
    accessToken: isBearer ? text('access_token') : undefined,
    misfit: isBearer
      ? undefined
      : new TokenRequestError(
          `${profile.name} gave a token of type ${JSON.stringify(words(body.token_type))}, not Bearer: check tokenUrl and the client.`,
          { status },
        ),
    refreshToken: text('refresh_token') || undefined,
    scope: text('scope').match(/\S+/g) ?? undefined,
    obtainedAt,
    expiresAt: seconds ? obtainedAt + seconds * 1_000 : undefined,
  };
}

/** Reads an error as RFC 6749 section 5.2 has it, with the League's `hint`, or with Okta's names. */
function readFailure(
  { headers, status }: Response,
  body: Readonly<Record<string, unknown>>,
  words: Words,
  now: number,
): TokenRequestFailure {
  return withoutGaps({
    status,
    error: words(body.error, body.errorCode),
    errorDescription: words(body.error_description, body.errorSummary, body.message),
    hint: words(body.hint),
    retryAfterMs: readRetryAfter(headers.get('retry-after'), now),
    requestId: words(headers.get('x-request-id')),
  });
}
