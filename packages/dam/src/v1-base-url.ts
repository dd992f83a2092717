import { parseToken, refuseOption, type TokenSource } from '@acme/oauth-core';
import { accountLabel } from './account.ts';

/**
 * Where v1 routes are: at the account's own host.
 *
 * @param template `{account}` is in it where nobody named the account: then it is the one in the token.
 * @throws {ConfigurationError} where the account is needed and not to be read from the token.
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
