import { refuseOption } from '@acme/oauth-core';

/** An account (the vendor says collective) is the first label of a host name: letters, digits, hyphens. */
export const accountLabel: RegExp = /^[a-z\d]([a-z\d-]*[a-z\d])?$/i;

export function checkAccount(account: string): string {
  if (accountLabel.test(account)) return account;
  refuseOption('account', "must be the first part of its host name, such as 'mysite'");
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
