import type { Sandbox } from '@acme/sandbox';

/** Keeps cookies and sends what a browser sends. */
export interface Browser {
  readonly cookies: Map<string, string>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(path: string, headers?: Record<string, string>): Promise<Response>;
  /** A request with this browser's cookies, for `session` and `proxy`. */
  request(path: string, init?: RequestInit): Request;
}

interface Handlers {
  GET(request: Request): Promise<Response>;
  POST(request: Request): Promise<Response>;
}

export function createBrowser({ GET, POST }: Handlers, origin = 'https://site.example'): Browser {
  const cookies = new Map<string, string>();

  const request = (path: string, init: RequestInit = {}): Request => {
    const headers = new Headers(init.headers);
    if (cookies.size > 0) headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    return new Request(new URL(path, origin), { ...init, headers });
  };
  const keep = (response: Response): Response => {
    for (const header of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
      if (/; Max-Age=0;/.test(header)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  };

  return {
    cookies,
    request,
    get: async (path, headers = {}) => keep(await GET(request(path, { headers }))),
    post: async (path, headers = {}) =>
      keep(
        await POST(request(path, { method: 'POST', headers: { origin, 'sec-fetch-site': 'same-origin', ...headers } })),
      ),
  };
}

/** Where an answer sends the browser. */
export const locationOf = (response: Response): string => response.headers.get('location') ?? '';

/** Signs in as a person would, and gives the last answer. */
export async function signIn(sandbox: Sandbox, browser: Browser, returnTo = '/account'): Promise<Response> {
  const begun = await browser.get(`/api/auth/sign-in?returnTo=${encodeURIComponent(returnTo)}`);
  return browser.get(await sandbox.authorize(locationOf(begun)));
}
