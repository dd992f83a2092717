/**
 * Whether a person opens this address. It is false for a prefetch, an image, a script, and a router that looks ahead;
 * and true if the browser does not say.
 */
export function isNavigation({ method, headers }: Request): boolean {
  if (method !== 'GET') return false; // Next.js calls the handler of GET for HEAD, too
  const purposes = ['purpose', 'sec-purpose', 'x-purpose', 'x-moz'].map((name) => headers.get(name) ?? '');
  if (purposes.some((purpose) => /prefetch|prerender|preview/i.test(purpose))) return false;
  if (['next-router-prefetch', 'x-middleware-prefetch', 'rsc'].some((name) => headers.has(name))) return false;
  return (headers.get('sec-fetch-mode') ?? 'navigate') === 'navigate';
}
