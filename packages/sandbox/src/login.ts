import { type Answer, type Arrival, escapeHtml, html, readForm, redirect } from './exchange.ts';
import type { Operation } from './log.ts';
import { decode, type Route } from './router.ts';

/** A service's login page. It accepts any name and any password. A cookie remembers the name. */
export interface Login {
  readonly routes: readonly Route[];
  /** Who is signed in. */
  userOf(arrival: Arrival): string | undefined;
  /** Redirects to the login page, which then leads back to this URL. */
  ask(arrival: Arrival): Answer;
}

const COOKIE = 'sandbox_user';

/**
 * @param mount The path of the service: `/source`.
 * @param path The page's own path below it.
 * @param suggestion The name that is in the form at first.
 */
export function createLogin(
  mount: string,
  path: string,
  operation: Operation,
  title: string,
  suggestion: string,
): Login {
  /** The path to return to. It is always inside the service, and encoded, because it is sent in a header. */
  const destinationOf = (query: URLSearchParams): string => {
    const destination = query.get('destination') ?? '';
    if (!destination.startsWith(`${mount}/`)) return mount;
    const { pathname, search } = new URL(`http://sandbox${destination}`);
    return pathname.startsWith(`${mount}/`) ? pathname + search : mount;
  };

  return {
    routes: [
      {
        method: 'GET',
        path,
        operation,
        open: true,
        handle: () =>
          html(
            200,
            title,
            `<form method="post">
<p><label>Name <input name="user" value="${escapeHtml(suggestion)}" autocomplete="username" required></label></p>
<p><label>Password <input name="password" type="password" value="password" autocomplete="current-password"></label></p>
<button>Sign in</button></form>`,
          ),
      },
      {
        method: 'POST',
        path,
        operation,
        open: true,
        async handle({ arrival, query }) {
          const user = (await readForm(arrival))?.get('user');
          if (user == null || user === '') return html(400, 'The name is missing');
          const answer = redirect(destinationOf(query), 303);
          const cookie = `${COOKIE}=${encodeURIComponent(user)}; Path=${mount}; HttpOnly; SameSite=Lax`;
          return { ...answer, headers: { ...answer.headers, 'set-cookie': cookie } };
        },
      },
    ],
    userOf(arrival) {
      const [, user] = /(?:^|; *)sandbox_user=([^;]+)/.exec(arrival.header('cookie') ?? '') ?? [];
      return user === undefined ? undefined : decode(user);
    },
    ask: ({ url }) => redirect(`${mount}${path}?${new URLSearchParams({ destination: url.pathname + url.search })}`),
  };
}
