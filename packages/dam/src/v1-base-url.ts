import { parseToken, refuseOption, type TokenSource } from '@acme/oauth-core';
import { accountLabel } from './account.ts';

/**
 * The base of v1 routes: the account's own host.
 *
 * @param template It has `{account}` in it if the caller named no account: then the one in the token is used.
 * @throws {ConfigurationError} if the account is needed, and the token does not name it.
 */
export async function resolveV1BaseUrl(tokens: TokenSource, template: string, signal?: AbortSignal): Promise<URL> {
  if (!template.includes('{account}')) return new URL(template);
  const { accessToken } = await tokens.getToken({ signal });
  const account = parseToken(accessToken)?.account;
  if (account === undefined || !accountLabel.test(account)) {
    refuseOption('account', 'is missing: this token does not tell it, and paths under /api/rest need it');
  }
  return new URL(template.replace('{account}', account));
}
