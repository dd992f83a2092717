import type { Clock } from './clock.ts';
import { isControlFlow } from './control-flow.ts';
import { withDeadline } from './deadline.ts';
import { TokenRequestError, type TokenRequestFailure } from './errors.ts';
import type { Fetch } from './fetch.ts';
import type { AuthorizationCode } from './grant.ts';
import type { Profile } from './profile.ts';

/** What is presented to a token endpoint. */
export type Presentation =
  | { readonly grantType: 'client_credentials'; readonly scope: string | undefined }
  | ({ readonly grantType: 'authorization_code' } & AuthorizationCode)
  | { readonly grantType: 'refresh_token'; readonly refreshToken: string };

/** Who presents it, where and how. */
export interface TokenEndpoint {
  readonly profile: Profile;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** Milliseconds for one request, body included. */
  readonly timeoutMs: number;
}

/** What a token answer grants. */
export interface TokenSet {
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  readonly scope: readonly string[] | undefined;
  /** Milliseconds; `undefined` where the answer doesn't say, or says nothing that can be true. */
  readonly lifetimeMs: number | undefined;
  readonly tokenType: string | undefined;
  /** Milliseconds since the epoch at which the request was sent. */
  readonly sentAt: number;
  /** How far the server's clock is ahead of ours, in milliseconds; 0 where it can't be told from the way there. */
  readonly skewMs: number;
}

/**
 * What one token request came to.
 * - `never_sent`: no connection was made.
 * - `rate_limited`: refused before use (429).
 * - `refused`: what was presented is dead.
 * - `our_fault`: refused for something else; what was presented was not used.
 * - `ambiguous`: it may or may not have been used.
 */
export type TokenOutcome =
  | { readonly kind: 'granted'; readonly set: TokenSet; readonly status: number }
  | { readonly kind: FailureKind; readonly error: TokenRequestError };
export type FailureKind = 'never_sent' | 'rate_limited' | 'refused' | 'our_fault' | 'ambiguous';

/** Bytes of an answer that are read at most. */
const bodyLimit = 256 * 1024;

/**
 * Sends exactly one token request (RFC 6749 sections 4.1.3, 4.4.2 and 6). Follows no redirect.
 *
 * @throws Nothing but errors with a `digest`: everything else is an outcome.
 */
export async function requestToken(endpoint: TokenEndpoint, presentation: Presentation): Promise<TokenOutcome> {
  const { clock, fetch, profile, timeoutMs } = endpoint;
  const parameters = parametersOf(endpoint, presentation);
  const isJson = profile.bodyFormat === 'json';
  const sentAt = clock.now();

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
    const body = await readJson(answer);
    return judge(answer, body, endpoint, presentation, secretsOf(endpoint, presentation), sentAt);
  };
  const late = (): TokenOutcome => ({
    kind: 'ambiguous',
    error: new TokenRequestError(
      `${profile.name} did not answer the token request in ${timeoutMs} ms: try again later.`,
    ),
  });

  try {
    return await withDeadline(clock, timeoutMs, exchange, late);
  } catch (error) {
    if (isControlFlow(error)) throw error;
    const { code, sent } = readFetchError(error);
    const message = `${profile.name}'s token endpoint could not be asked${code && ` (${code})`}: check tokenUrl and the network.`;
    return { kind: sent === 'no' ? 'never_sent' : 'ambiguous', error: new TokenRequestError(message) };
  }
}

function parametersOf(
  { profile, clientId, clientSecret }: TokenEndpoint,
  presentation: Presentation,
): Record<string, string> {
  const { grantType } = presentation;
  const parameters: Record<string, string | undefined> = {
    grant_type: grantType,
    client_id: clientId,
    client_secret: clientSecret,
  };
  if (grantType === 'client_credentials') parameters.scope = presentation.scope;
  else if (grantType === 'refresh_token') parameters.refresh_token = presentation.refreshToken;
  else {
    parameters[profile.parameterNames?.code ?? 'code'] = presentation.code;
    if (profile.redirectUriInExchange) parameters.redirect_uri = presentation.redirectUri;
    parameters.code_verifier = presentation.codeVerifier;
  }
  return Object.fromEntries(Object.entries(parameters).filter((entry): entry is [string, string] => !!entry[1]));
}

const secretsOf = ({ clientSecret }: TokenEndpoint, presentation: Presentation): readonly string[] =>
  [
    clientSecret,
    ...(presentation.grantType === 'refresh_token' ? [presentation.refreshToken] : []),
    ...(presentation.grantType === 'authorization_code' ? [presentation.code, presentation.codeVerifier] : []),
  ].filter((secret) => !!secret) as string[]; // the filter leaves texts only

/** Reads at most `bodyLimit` bytes. `undefined`: too long, or not a JSON object. */
async function readJson(answer: Response): Promise<Record<string, unknown> | undefined> {
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  const reader = answer.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    size += part.value.length;
    if (size > bodyLimit) {
      reader?.cancel().catch(() => {}); // nobody waits for it
      return undefined;
    }
    text += decoder.decode(part.value, { stream: true });
  }
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined; // any object's members may be read
  } catch {
    return undefined; // the parser's message quotes the body
  }
}

function judge(
  answer: Response,
  body: Record<string, unknown> | undefined,
  { clock, profile }: TokenEndpoint,
  { grantType }: Presentation,
  secrets: readonly string[],
  sentAt: number,
): TokenOutcome {
  const { status, headers } = answer;
  const text = (...names: string[]): string | undefined => {
    const value = names.map((name) => body?.[name]).find((candidate) => typeof candidate === 'string');
    return typeof value === 'string' ? printable(value, secrets) : undefined;
  };
  const accessToken = body?.access_token;
  if (status >= 200 && status < 300 && typeof accessToken === 'string' && accessToken) {
    const { refresh_token: refreshToken, expires_in: expiresIn, scope, token_type: tokenType } = body;
    const seconds = /^\d+(\.\d+)?$/.test(String(expiresIn)) ? Number(expiresIn) : 0;
    const serverTime = Date.parse(headers.get('date') ?? '');
    const skewMs = serverTime - clock.now();
    return {
      kind: 'granted',
      status,
      set: {
        accessToken,
        refreshToken: (typeof refreshToken === 'string' && refreshToken) || undefined,
        scope: typeof scope === 'string' ? scope.split(' ').filter(Boolean) : undefined,
        lifetimeMs: seconds > 0 ? seconds * 1_000 : undefined,
        tokenType: typeof tokenType === 'string' ? tokenType : undefined,
        sentAt,
        // `Date` has whole seconds, and the answer was on its way: less than 5 s proves nothing.
        skewMs: Math.abs(skewMs) > 5_000 ? skewMs : 0,
      },
    };
  }

  const failure = present({
    status,
    error: text('error', 'errorCode'),
    errorDescription: text('error_description', 'errorSummary', 'message'),
    hint: text('hint'),
    retryAfterMs: retryAfter(headers.get('retry-after'), clock.now()),
    requestId: printable(headers.get('x-request-id') ?? '', secrets) || undefined,
  });
  const kind = classOf(status, failure.error, grantType);
  return { kind, error: new TokenRequestError(messageOf(kind, profile, failure), failure) };
}

/** Without the members that are not there. */
function present<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value)) as never; // `fromEntries` forgets the names
}

function classOf(status: number, error: string | undefined, grantType: Presentation['grantType']): FailureKind {
  if (status === 429) return 'rate_limited';
  if (status === 408 || status >= 500 || (status >= 200 && status < 300)) return 'ambiguous';
  if (status < 400) return 'our_fault'; // a redirect; 0 where the platform hides it
  // League's server calls a dead refresh token an invalid request.
  const isDead = error === 'invalid_grant' || (error === 'invalid_request' && grantType === 'refresh_token');
  return isDead ? 'refused' : 'our_fault';
}

/** The server's words: our own secrets taken out, one line, not too long. They may come from anyone. */
export function printable(text: string, secrets: readonly string[]): string {
  for (const secret of secrets) {
    for (const form of [secret, encodeURIComponent(secret), String(new URLSearchParams({ '': secret })).slice(1)]) {
      text = text.replaceAll(form, '[masked]');
    }
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this takes out
  return text.replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029]+/g, ' ').slice(0, 300);
}

function retryAfter(value: string | null, now: number): number | undefined {
  if (!value) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - now;
  return ms >= 0 ? ms : undefined;
}

const remedies: Record<string, string> = {
  invalid_client: 'check clientId and clientSecret',
  unauthorized_client: 'allow this grant for the client',
  invalid_scope: 'check scope',
};

function messageOf(kind: FailureKind, { name }: Profile, failure: TokenRequestFailure): string {
  const { status = 0, error = '', errorDescription, hint } = failure;
  const said = [status, error, errorDescription, hint].filter(Boolean).join(', ');
  const remedy =
    remedies[error] ??
    (kind === 'rate_limited' || status >= 500
      ? 'try again later'
      : status === 401
        ? 'check clientId and clientSecret'
        : status < 400
          ? 'this is no token answer: check tokenUrl, and any proxy on the way'
          : 'check the client and its grants at the service');
  return `${name} gave no token (${said}): ${remedy}.`;
}

/** What a rejected fetch says: the platform's code, and whether the request can have left. */
function readFetchError(error: unknown): { code: string; sent: 'no' | 'maybe' } {
  const cause = (error as { cause?: unknown } | undefined)?.cause ?? error;
  const { code, syscall, message } = Object(cause) as { code?: unknown; syscall?: unknown; message?: unknown };
  const known =
    typeof code === 'string' &&
    /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ConnectionRefused|FailedToOpenSocket|UNABLE_TO_.*|.*CERT.*)$/.test(
      code,
    );
  const never = known || syscall === 'connect' || /connection refused|dns error/i.test(String(message));
  return { code: typeof code === 'string' ? code : '', sent: never ? 'no' : 'maybe' };
}
