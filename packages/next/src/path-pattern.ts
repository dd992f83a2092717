import { ConfigurationError } from '@acme/oauth-core';

/**
 * Matches paths by a pattern as in a `matcher` of Next.js: `/account`, `/account/:path*`, `/user/:id/edit`.
 *
 * @throws {ConfigurationError} if the pattern has anything else in it.
 */
export function pathMatcher(pattern: string): (pathname: string) => boolean {
  if (!/^(\/([\p{L}\p{M}\p{N}_.~-]+|:\w+[*+?]?))+\/?$|^\/$/u.test(pattern)) {
    throw new ConfigurationError(
      `protect has a pattern that can't be read (${pattern}): write a path, with :name, :name?, :name+ or :name* as parts of it.`,
      'protect',
    );
  }
  const source = segmentsOf(pattern).map((segment) => {
    const [, modifier] = /^:\w+([*+?]?)$/.exec(segment) ?? [];
    return modifier === undefined ? `/${segment.replaceAll('.', '\\.')}` : `(?:/[^/]+)${modifier}`;
  });
  const expression = new RegExp(`^${source.join('')}$`, 'iu');
  return (pathname) => {
    const segments = segmentsOf(pathname).map(decode);
    // To the router, an encoded slash is a part of its segment. If a proxy in front decodes it first, it separates two
    // segments. A path matches if either reading does.
    return [segments, segmentsOf(segments.join('/'))].some((parts) =>
      expression.test(parts.map((part) => `/${part.replaceAll('/', '%2F')}`).join('')),
    );
  };
}

const segmentsOf = (path: string): string[] => path.split('/').filter((segment) => segment !== '');

/** As the router reads it: `/%61ccount` is the same page. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
