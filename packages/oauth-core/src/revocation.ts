import { isControlFlow } from './control-flow.ts';
import { withDeadline } from './deadline.ts';
import { TokenRequestError } from './errors.ts';
import type { TokenEndpoint } from './token-request.ts';

/** Milliseconds that a revocation may take: it must never hold up a sign-out. */
const revocationTimeout = 5_000;

/**
 * Tells the server, once, that a token is no longer wanted: by RFC 7009, or by a DELETE with the token as Bearer.
 * Where the profile knows no revocation, nothing is sent.
 *
 * @throws {TokenRequestError} where the server did not confirm it: the token may live on there.
 */
export async function requestRevocation(
  endpoint: Pick<TokenEndpoint, 'profile' | 'fetch' | 'clock'> & Partial<TokenEndpoint>,
  tokens: { readonly accessToken?: string | undefined; readonly refreshToken?: string | undefined },
): Promise<void> {
  const { profile, clientId, clientSecret, clock } = endpoint;
  const { revocation, revocationUrl } = profile;
  const isDelete = revocation === 'delete-bearer';
  const token = isDelete ? tokens.accessToken : (tokens.refreshToken ?? tokens.accessToken);
  if (revocation === undefined || revocationUrl === undefined || token === undefined) return;

  const parameters = {
    token,
    token_type_hint: token === tokens.refreshToken ? 'refresh_token' : 'access_token',
    ...(clientId === undefined ? {} : { client_id: clientId }),
    ...(clientSecret === undefined ? {} : { client_secret: clientSecret }),
  };
  const send = async (signal: AbortSignal): Promise<number | undefined> => {
    const answer = await endpoint.fetch(String(revocationUrl), {
      redirect: 'manual',
      signal,
      ...(isDelete
        ? { method: 'DELETE', headers: { authorization: `Bearer ${token}` } }
        : {
            method: 'POST',
            headers: { 'content-type': 'application/x-www-form-urlencoded' },
            body: String(new URLSearchParams(parameters)),
          }),
    });
    return answer.status;
  };
  let status: number | undefined;
  try {
    status = await withDeadline(clock, revocationTimeout, send, () => undefined);
  } catch (error) {
    if (isControlFlow(error)) throw error;
    // reported below, without the platform's error
  }
  const isDone =
    status !== undefined && ((status >= 200 && status < 300) || (isDelete && (status === 401 || status === 404)));
  if (isDone) return;
  throw new TokenRequestError(
    `${profile.name} did not confirm the revocation (${status ?? 'no answer'}): the token is forgotten here, and may live on there until it expires.`,
    status === undefined ? {} : { status },
  );
}
