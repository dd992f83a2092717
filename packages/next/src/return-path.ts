const anySite = 'https://site.invalid';

/** Characters, once encoded. The path is kept in a cookie, and browsers drop cookies of more than 4,096 bytes. */
const longest = 2_000;

/**
 * The path that a person comes back to, or `/` if it could lead off the site (RFC 9700 section 4.11.1).
 *
 * A path that looks wrong is not repaired. It is refused if any reading looks wrong: decoded once, decoded several
 * times, or resolved by a browser.
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
  return returnPath.length > longest ? '/' : returnPath; // what is not ASCII is at least three times as long now
}

/** The path of the sign-in from which a person comes back to `returnPath`. */
export const signInPath = (basePath: string, returnPath: string): string =>
  `${basePath}/sign-in?returnTo=${encodeURIComponent(returnPath)}`;

/**
 * Whether a text begins with a single slash, and has no backslash and no control character, which browsers may drop.
 * This must also hold once it is decoded.
 */
function isPath(text: string): boolean {
  if (!/^\/(?!\/)[^\\\p{Cc}]*$/u.test(text)) return false;
  const decoded = text.replace(/%([0-7][\da-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return decoded === text || isPath(decoded);
}
