import { parseToken, refuseOption, secureUrl, type TokenSource } from '@acme/oauth-core';
import { accountLabel, type V1Options, v1Origin } from './account.ts';

/**
 * Where v1 routes are: at the account's own host. An explicit account wins over the one in the token.
 *
 * @throws {ConfigurationError} where the account is needed and neither given nor to be read from the token.
 */
export async function resolveV1BaseUrl(tokens: TokenSource, options: V1Options, signal?: AbortSignal): Promise<URL> {
  const template = v1Origin(options);
  if (!template.includes('{account}')) return secureUrl(template, 'v1BaseUrl');
  const { accessToken } = await tokens.getToken({ signal });
  const account = parseToken(accessToken)?.account;
  if (account === undefined || !accountLabel.test(account)) {
    refuseOption('account', 'is missing: this token does not tell it, and paths under /api/rest need it');
  }
  return secureUrl(template.replace('{account}', account), 'v1BaseUrl');
}
