import type { Site } from './site.ts';

/**
 * Whether a request that changes something comes from a page of this site. Browsers say so in `Sec-Fetch-Site` or
 * `Origin`, and a page can't make them lie; who says neither is no browser, and has no one's cookies.
 */
export function isFromSite({ headers }: Request, site: Site): boolean {
  const fetchSite = headers.get('sec-fetch-site');
  if (fetchSite !== null && fetchSite !== 'same-origin' && fetchSite !== 'none') return false;
  const origin = headers.get('origin');
  if (origin === null || origin === site.origin) return true;
  return origin === 'null' && fetchSite === 'same-origin'; // a page that sends no referrer
}
