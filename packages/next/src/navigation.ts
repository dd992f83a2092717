/**
 * Whether a person goes there: not a prefetch, an image, a frame's script or a router that looks ahead. Browsers that
 * say nothing about it pass.
 */
export function isNavigation({ method, headers }: Request): boolean {
  if (method !== 'GET') return false; // Next.js hands HEAD to the handler of GET
  const purposes = ['purpose', 'sec-purpose', 'x-purpose', 'x-moz'].map((name) => headers.get(name) ?? '');
  if (purposes.some((purpose) => /prefetch|prerender|preview/i.test(purpose))) return false;
  if (['next-router-prefetch', 'x-middleware-prefetch', 'rsc'].some((name) => headers.has(name))) return false;
  return (headers.get('sec-fetch-mode') ?? 'navigate') === 'navigate';
}
