import { refuseOption } from '@acme/oauth-core';

/** Values of a query. Lists are joined by commas; `undefined` and `null` are left out. */
export type Query = Readonly<Record<string, QueryValue | readonly QueryValue[]>>;
export type QueryValue = string | number | boolean | null | undefined;

/** Values of the parameters in a path template. */
export type PathParameters = Readonly<Record<string, string | number>>;

/**
 * Fills `{name}` in a path template. Slashes in a value are encoded, except in the parameters that `multiSegment`
 * names: there they separate segments, unless a backslash comes before them.
 *
 * @throws {ConfigurationError} for a value that is missing, empty, or would change the path: `.`, `..`, or the text
 * that separates two parameters in one segment.
 */
export function fillPath(
  template: string,
  parameters: PathParameters = {},
  multiSegment: readonly string[] = [],
): string {
  let before = ''; // what separates a value from the one before it, in one segment
  // One regular expression, because each costs some microseconds after a pause. Braces in the query are only braces.
  return String(template).replace(/\?.*|\{([^{}]+)\}(?:([^{}/?]+)(?=\{))?/gs, (found, name?: string, after = '') => {
    if (name === undefined) return found;
    const value = parameters[name];
    const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
    const parts = multiSegment.includes(name) ? text.split(/(?<!\\)\//) : [text];
    const separators = [before, after].filter(Boolean);
    if (parts.some((part) => /^\.{0,2}$|\p{Cs}/u.test(part)) || separators.some((one) => text.includes(one))) {
      const others = separators.map((one) => `, and without '${one}'`).join('');
      refuseOption(name, `of ${template} must be well-formed text, and not '', '.' or '..'${others}`);
    }
    before = after;
    return parts.map(encodeURIComponent).join('/') + after;
  });
}

/**
 * A query string without its question mark; empty if there is nothing to send. A space is `%20`.
 *
 * @throws {ConfigurationError} for a text that was cut inside a character, as emoji can be.
 */
export function writeQuery(query: Query = {}): string {
  const pairs: string[] = [];
  for (const [name, value] of Object.entries(query)) {
    const values = [value].flat().filter((one) => one !== undefined && one !== null);
    try {
      if (values.length > 0) pairs.push(`${encodeURIComponent(name)}=${values.map(encodeURIComponent).join(',')}`);
    } catch {
      refuseOption(name, 'must be well-formed text');
    }
  }
  return pairs.join('&');
}

/**
 * Makes the URL of a path (`/applications`, below `base`) or of a link (an absolute URL of the same origin).
 *
 * @throws {ConfigurationError} if a link leads to another origin: nothing may be sent there.
 */
export function createResolver({ origin, pathname }: URL): (pathOrLink: string) => URL {
  const root = origin + pathname.replace(/\/$/, '');
  return (pathOrLink) => {
    if (pathOrLink.startsWith('/')) return new URL(root + pathOrLink);
    const url = URL.canParse(pathOrLink) ? new URL(pathOrLink) : undefined;
    // `origin` alone is not enough: a blob: URL has the origin of its page, and an origin has no name and password.
    if (url?.href.startsWith(`${origin}/`)) return url;
    return refuseOption('path', `must begin with '/', or be a link to ${origin}`);
  };
}
