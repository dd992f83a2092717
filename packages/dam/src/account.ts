import { ConfigurationError, parseToken, secureUrl, type TokenSource } from '@acme/oauth-core';

/** An account (the vendor says collective) is the first label of a host name: letters, digits, hyphens. */
const label = /^[a-z\d]([a-z\d-]*[a-z\d])?$/i;

export function checkAccount(account: string): string {
  if (label.test(account)) return account;
  throw new ConfigurationError(
    "account must be the first part of the account's host name, such as 'mysite'.",
    'account',
  );
}

export const v1Template = 'https://{account}.widencollective.com';

export interface V1Options {
  readonly account: string | undefined;
  /** `{account}` in it is filled. */
  readonly v1BaseUrl: string | URL;
}

/** Where a token may go for v1: the host of the account that was named, or that the token itself names. */
export function v1Origin({ account, v1BaseUrl }: V1Options): string {
  const template = decodeURI(String(v1BaseUrl)); // a URL object has its braces encoded
  return account === undefined ? template : template.replace('{account}', account);
}

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
  if (account === undefined || !label.test(account)) {
    throw new ConfigurationError(
      'account is missing: this token does not tell it, and paths under /api/rest need it.',
      'account',
    );
  }
  return secureUrl(template.replace('{account}', account), 'v1BaseUrl');
}
