import { isControlFlow } from './control-flow.ts';
import { withDeadline } from './deadline.ts';
import { TokenRequestError } from './errors.ts';
import { secureUrl } from './secure-url.ts';
import type { TokenRecord } from './token-record.ts';
import type { TokenEndpoint } from './token-request.ts';
import { withoutGaps } from './without-gaps.ts';

/** Milliseconds that a revocation may take: it must never hold up a sign-out. */
export const revocationTimeout = 5_000;

/**
 * Tells the server, once, that a token is no longer wanted: by RFC 7009, or by a DELETE with the token as Bearer.
 * If the profile has no revocation, nothing is sent.
 *
 * @throws {TokenRequestError} if the server did not confirm it: the token may still work there.
 */
export async function requestRevocation(
  endpoint: Pick<TokenEndpoint, 'profile' | 'fetch' | 'clock'> & Partial<TokenEndpoint>,
  { accessToken, refreshToken, expiresAt = Infinity }: Partial<TokenRecord>,
): Promise<void> {
  const { profile, clientId, clientSecret, clock, fetch } = endpoint;
  const isDelete = profile.revocation === 'delete-bearer';
  const token = isDelete ? accessToken : (refreshToken ?? accessToken);
  if (!profile.revocation) return;
  const url = secureUrl(profile.revocationUrl ?? '', 'revocationUrl');

  const request = isDelete
    ? { method: 'DELETE', headers: { authorization: `Bearer ${token}` } }
    : {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: String(new URLSearchParams(withoutGaps({ token, client_id: clientId, client_secret: clientSecret }))),
      };
  const answer = await withDeadline<Response | undefined>(
    clock,
    revocationTimeout,
    // A DELETE needs an access token. If there is only a refresh token, nothing is sent, and so nothing confirmed.
    async (signal) => (token ? fetch(url.href, { ...request, redirect: 'manual', signal }) : undefined),
    () => undefined,
  ).catch((error: unknown) => {
    if (isControlFlow(error)) throw error;
    return undefined; // reported below, without the platform's error
  });
  const status = answer?.status;
  // If the access token had expired, a refusal says nothing: the refresh token may still be valid.
  const isGone = isDelete && expiresAt > clock.now() && (status === 401 || status === 404);
  if (answer?.ok || isGone) return;
  throw new TokenRequestError(
    `${profile.name} did not confirm the revocation (${status || 'no answer'}): the token may still work there.`,
    withoutGaps({ status }),
  );
}
