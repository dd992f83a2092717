/** Headers of every answer of the handlers: nobody may cache it, or send its address to another site. */
export const answerHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
};

/** Sends the browser on. @param status 303: by GET; 307: by the method of the request. */
export function redirect(status: 303 | 307, location: string, cookies: readonly string[] = []): Response {
  return withCookies(new Response(null, { status, headers: { ...answerHeaders, location } }), cookies);
}

export interface ErrorPage {
  readonly status: number;
  /** What happened and what to do, in words of this package only. */
  readonly text: string;
  /** Where the person can try again; left out if that is of no use. */
  readonly retryPath?: string;
  readonly cookies?: readonly string[];
}

/** A page that says what went wrong. Of the request, it shows only the return path. Everything on it is escaped. */
export function errorPage({ status, text, retryPath, cookies = [] }: ErrorPage): Response {
  const link =
    retryPath === undefined ? '' : `<p><a href="${escapeHtml(retryPath)}" rel="nofollow">Sign in again</a></p>`;
  const body = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>Sign-in</title>
<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1rem;color-scheme:light dark}</style>
<main>
<h1>Sign-in</h1>
<p>${escapeHtml(text)}</p>
${link}
</main>
`;
  const headers = {
    ...answerHeaders,
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
  };
  return withCookies(new Response(body, { status, headers }), cookies);
}

function withCookies(response: Response, cookies: readonly string[]): Response {
  for (const cookie of cookies) response.headers.append('set-cookie', cookie);
  return response;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
