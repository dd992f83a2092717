import {
  type AuthorizationRequest,
  CallbackError,
  createAuthorizationUrl,
  parseToken,
  readCallback,
  refuseOption,
  type TokenSource,
} from '@acme/oauth-core';
import type { Access } from './access.ts';
import { checkAccount } from './account.ts';

/** Options of `createAuthorizationUrl`. */
export interface DamAuthorizationOptions {
  /** The account whose users may consent. Default: the client's. */
  readonly account?: string | undefined;
  /** Where the person comes back to, with the code: pass that URL to `fromCallback`. */
  readonly redirectUri: string | URL;
}

export async function beginSignIn(
  { profile, clientId, account: own = '', clock }: Access,
  { account = own, redirectUri }: DamAuthorizationOptions,
): Promise<AuthorizationRequest> {
  if (clientId === undefined) {
    refuseOption('clientId', 'is missing: a sign-in needs the id and the secret of an integration');
  }
  return createAuthorizationUrl({ profile, clientId, redirectUri, account: checkAccount(account), clock });
}

/**
 * Exchanges the code of a callback.
 *
 * @param person Where the tokens go.
 * @throws {CallbackError} if the callback does not belong to this request, or a user of another account consented: then
 * nothing is kept.
 */
export async function endSignIn(
  { clock }: Access,
  callbackUrl: string | URL,
  request: AuthorizationRequest,
  person: TokenSource,
): Promise<void> {
  const code = readCallback(callbackUrl, request, { clock });
  requireAccount(request, code.code);
  const { accessToken } = await person.exchange(code);
  try {
    requireAccount(request, accessToken);
  } catch (error) {
    await person.revoke().catch(() => person.clear()); // the tokens must not stay, even if the service can't be told
    throw error;
  }
}

/** Only users of the requested account are let in. A token that does not name its account passes. */
function requireAccount({ account }: AuthorizationRequest, token: string): void {
  const actual = parseToken(token)?.account;
  if (account === undefined || actual === undefined || actual.toLowerCase() === account.toLowerCase()) return;
  throw new CallbackError(
    `A user of the account ${JSON.stringify(actual)} consented, not one of ${JSON.stringify(account)}: begin the sign-in again.`,
    'other_account',
  );
}

/** Ends the authorisation at the service and in the store. A token made by hand is ended only with `personalToken`. */
export async function endAuthorization(
  { tokens, isPersonal }: Access,
  { personalToken = false }: { readonly personalToken?: boolean | undefined } = {},
): Promise<void> {
  if (isPersonal && !personalToken) {
    refuseOption('personalToken', 'must be true: this ends a token that an administrator made by hand');
  }
  await tokens.revoke();
}
