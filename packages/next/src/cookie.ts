/** The cookies of one request. Those of `next/headers` fit. */
export interface Cookies {
  getAll(): readonly { readonly name: string; readonly value: string }[];
}

/** The cookies of a request, as they came. */
export function cookiesOf(request: Request): Cookies {
  // Not trimmed: `trim` removes more than browsers do. A cookie `\xa0__Host-…`, which other hosts can set, would pass.
  const pairs = (request.headers.get('cookie') ?? '').split(/; */).map((pair) => {
    const [name = '', ...value] = pair.split('=');
    return { name, value: value.join('=') };
  });
  return { getAll: () => pairs };
}

/** The value of a cookie; `undefined` if there is none, or more than one: then somebody else has set one of them. */
export function cookieValue(cookies: Cookies, name: string): string | undefined {
  const [found, another] = cookies.getAll().filter((cookie) => cookie.name === name);
  return another === undefined ? found?.value : undefined;
}

/**
 * A `Set-Cookie` header.
 *
 * @param maxAge Seconds; 0 deletes the cookie.
 */
export function setCookie(name: string, value: string, isSecure: boolean, maxAge: number): string {
  return `${name}=${value}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
}
