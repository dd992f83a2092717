import type { Answer, Arrival } from './exchange.ts';

/** How a person answers the login and consent pages. */
export interface PersonAnswer {
  /** Whether the person refuses consent. Default: false. */
  readonly deny?: boolean | undefined;
  /** The name of the person. Default: the one that the login page suggests. */
  readonly user?: string | undefined;
}

const MOST_PAGES = 10;

/**
 * Opens an authorisation URL as a new browser does, signs in, answers the consent page, and returns the URL that the
 * browser is sent to.
 *
 * @throws {Error} if the URL is not the sandbox's, or a page asks nothing: the message has its status and title.
 */
export async function answerAsPerson(
  handle: (arrival: Arrival) => Promise<Answer>,
  origin: string,
  start: string | URL,
  answer: PersonAnswer,
): Promise<string> {
  if (!URL.canParse(start)) throw new Error(`authorize: ${start} is not an absolute URL.`);
  let url = new URL(start);
  if (url.origin !== origin) {
    throw new Error(
      `authorize: ${url.origin} is not this sandbox (${origin}). Make the client from sandbox.clients, so that its URLs lead here.`,
    );
  }
  const service = `/${url.pathname.split('/')[1]}/`;
  let cookie: string | undefined;
  let form: URLSearchParams | undefined;

  for (let page = 0; page < MOST_PAGES; page++) {
    const reply = await handle(visit(url, form, cookie));
    cookie = reply.headers?.['set-cookie']?.split(';', 1)[0] ?? cookie;
    const location = reply.headers?.location;
    if (location !== undefined) {
      url = new URL(location, url);
      if (url.origin !== origin || !url.pathname.startsWith(service)) return location;
      form = undefined;
      continue;
    }
    const text = typeof reply.body === 'string' ? reply.body : '';
    form = fillIn(text, answer);
    if (reply.status !== 200 || form === undefined) {
      const [, title = 'no title'] = /<title>(.*?)<\/title>/.exec(text) ?? [];
      throw new Error(`authorize: the page answered ${reply.status} (${title}), and asked nothing.`);
    }
  }
  throw new Error(`authorize: no answer after ${MOST_PAGES} pages.`);
}

function fillIn(page: string, { deny, user }: PersonAnswer): URLSearchParams | undefined {
  if (page.includes('name="decision"')) return new URLSearchParams({ decision: deny === true ? 'deny' : 'allow' });
  const [, suggestion] = /name="user" value="(.*?)"/.exec(page) ?? [];
  return suggestion === undefined ? undefined : new URLSearchParams({ user: user ?? suggestion, password: 'password' });
}

function visit(url: URL, form: URLSearchParams | undefined, cookie: string | undefined): Arrival {
  const headers: Readonly<Record<string, string | undefined>> = {
    cookie,
    'content-type': form === undefined ? undefined : 'application/x-www-form-urlencoded',
  };
  return {
    method: form === undefined ? 'GET' : 'POST',
    url,
    header: (name) => headers[name],
    text: async () => String(form ?? ''),
    body: pieces(String(form ?? '')),
  };
}

async function* pieces(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}
