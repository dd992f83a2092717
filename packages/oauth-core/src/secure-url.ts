import { refuseOption } from './errors.ts';

const loopback = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * A URL that a secret may be sent to: https, or http on this machine (RFC 6749 section 3.2).
 *
 * @throws {ConfigurationError} naming `option`.
 *
 * @internal
 */
export function secureUrl(value: string | URL, option: string): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isSecure = url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback.test(url.hostname));
  if (!isSecure) refuseOption(option, 'must be an https URL, or http on localhost: secrets are sent there');
  if (url.username || url.password) refuseOption(option, 'must have no name and password in it: URLs are shown');
  return url;
}
