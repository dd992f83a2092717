import { ConfigurationError, secureUrl } from '@acme/oauth-core';

/** The site as the browser sees it. */
export interface Site {
  /** Scheme, host and port. */
  readonly origin: string;
  /** Whether cookies are `Secure`. They are not if the site is on this machine, where some browsers refuse them. */
  readonly isSecure: boolean;
  /** The name of a cookie: with `__Host-`, no other host and no http page can set it. */
  cookieName(name: string): string;
}

/**
 * @param origin The option.
 * @param headers Those of the request. Their host counts if the option is missing.
 * @param url The request's, if it is known.
 */
export function siteOf(origin: string | URL | undefined, headers: Pick<Headers, 'get'>, url?: string): Site {
  const site = origin === undefined ? siteFrom(headers, url) : secureUrl(origin, 'origin');
  const isSecure = !isLoopback(site.hostname);
  return { origin: site.origin, isSecure, cookieName: (name) => (isSecure ? `__Host-${name}` : name) };
}

function siteFrom(headers: Pick<Headers, 'get'>, requestUrl: string | undefined): URL {
  const url = requestUrl === undefined ? undefined : new URL(requestUrl);
  const first = (name: string): string | undefined => headers.get(name)?.split(',', 1)[0]?.trim();
  const host = first('x-forwarded-host') ?? headers.get('host') ?? url?.host ?? '';
  if (!/^[^/?#@\\\s]+$/.test(host) || !URL.canParse(`https://${host}`)) {
    throw new ConfigurationError("origin is missing, and the request has no host: set the site's origin.", 'origin');
  }
  // A proxy that ends TLS in front of the app need not say so: except on this machine, the site is always at https.
  const site = new URL(`https://${host}`);
  if (!isLoopback(site.hostname)) return site;
  const protocol = first('x-forwarded-proto') ?? url?.protocol.slice(0, -1);
  return protocol === 'https' ? site : new URL(`http://${host}`);
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
