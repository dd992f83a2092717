import { refuseOption, secureUrl } from '@acme/oauth-core';

/** An account (the vendor says collective) is the first label of a host name: letters, digits, hyphens. */
export const accountLabel: RegExp = /^[a-z\d]([a-z\d-]*[a-z\d])?$/i;

export function checkAccount(account: string): string {
  if (accountLabel.test(account)) return account;
  refuseOption('account', "must be the first part of its host name, such as 'mysite'");
}

export const accountUrl = 'https://{account}.widencollective.com';

/** @throws {ConfigurationError} naming `option` if a token may not be sent to this URL, for any account. */
export function fillAccount(url: string | URL, option: string, account = '{account}'): string {
  const template = String(url).replace('%7Baccount%7D', '{account}'); // as a URL object writes it
  secureUrl(template.replace('{account}', 'a'), option);
  return template.replace('{account}', account);
}
