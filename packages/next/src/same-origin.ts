import type { Site } from './site.ts';

/**
 * Whether a request that changes something comes from a page of this site. Browsers tell in `Sec-Fetch-Site` or
 * `Origin`, which no page can forge. A request that has neither is not from a browser, and so has nobody's cookies.
 */
export function isFromSite({ headers }: Request, site: Site): boolean {
  const fetchSite = headers.get('sec-fetch-site');
  if (fetchSite !== null && fetchSite !== 'same-origin' && fetchSite !== 'none') return false;
  const origin = headers.get('origin');
  if (origin === null || origin === site.origin) return true;
  return origin === 'null' && fetchSite === 'same-origin'; // a page that sends no referrer
}
