const anySite = 'https://site.invalid';

/** Characters, as they are sent: it goes into a cookie, and browsers drop one of more than 4,096 bytes. */
const longest = 2_000;

/**
 * The path that a person comes back to, or `/` where it could lead off the site (RFC 9700 section 4.11.1).
 *
 * Nothing is mended: what looks odd in any reading, decoded once or more or resolved by a browser, is not followed.
 *
 * @param value What the query said.
 * @param basePath The handlers' own path: going back to one of them would go round in circles.
 */
export function safeReturnPath(value: string | null | undefined, basePath: string): string {
  if (!value || value.length > longest || /[\p{Cc}\\]/u.test(value) || !URL.canParse(value, anySite)) return '/';
  const { origin, pathname, search, hash } = new URL(value, anySite);
  const [path = ''] = value.split(/[?#]/, 1);
  if (origin !== anySite || !isPath(path) || !isPath(pathname)) return '/';
  if (pathname === basePath || pathname.startsWith(`${basePath}/`)) return '/';
  const returnPath = pathname + search + hash;
  return returnPath.length > longest ? '/' : returnPath; // what is not ASCII has grown to three times its length and more
}

/** One slash, no second one after it, no backslash, and no character that a browser drops; nor in what is encoded. */
function isPath(text: string): boolean {
  if (!/^\/(?!\/)[^\\\p{Cc}]*$/u.test(text)) return false;
  const decoded = text.replace(/%([0-7][\da-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return decoded === text || isPath(decoded);
}
