import type { Fetch } from './fetch.ts';

/** How a person answers the consent page. */
export interface PersonAnswer {
  /** Says no. */
  readonly deny?: boolean;
  /** Who it is; the page's own suggestion by default. */
  readonly user?: string;
}

/**
 * Opens an authorisation URL, answers the page as a person would, and returns the URL that the browser is sent to.
 *
 * @throws {Error} The page asked nothing: its message has the status and the title.
 */
export async function answerAsPerson(
  fetch: Fetch,
  origin: string,
  url: string | URL,
  answer: PersonAnswer,
): Promise<string> {
  const address = new URL(url);
  if (address.origin !== origin) {
    throw new Error(
      `authorize: ${address.origin} is not this sandbox (${origin}). Make the client from sandbox.clients, so that its URLs lead here.`,
    );
  }
  let response = await fetch(address, { redirect: 'manual' });
  if (response.status === 200) {
    const form = new URLSearchParams({ decision: answer.deny === true ? 'deny' : 'allow' });
    if (answer.user !== undefined) form.set('user', answer.user);
    response = await fetch(address, { method: 'POST', body: form, redirect: 'manual' });
  }
  const location = response.headers.get('location');
  if (location !== null) return location;
  const [, title] = /<title>(.*?)<\/title>/.exec(await response.text()) ?? [];
  throw new Error(`authorize: the page answered ${response.status}${title === undefined ? '' : `: ${title}`}`);
}
