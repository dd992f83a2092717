import { createSourceClient, type SourceClient } from '@acme/source';

/** A request as the site gets it. */
export interface Sent {
  readonly method: string;
  /** Path and query, as they are on the wire. */
  readonly target: string;
  readonly headers: Headers;
  readonly body: unknown;
  readonly init: RequestInit & { readonly next?: unknown };
}

/** A client of a site that gives these answers one after the other, and what it was asked. */
export function answering(...answers: readonly (object | Response)[]): { source: SourceClient; sent: Sent[] } {
  const sent: Sent[] = [];
  const source = createSourceClient({
    siteUrl: 'https://site.example.com',
    retry: 0,
    async fetch(input: string, init: RequestInit = {}) {
      const url = new URL(input);
      const body = typeof init.body === 'string' ? JSON.parse(init.body) : init.body;
      const target = url.href.slice(url.origin.length);
      sent.push({ method: init.method ?? 'GET', target, headers: new Headers(init.headers), body, init });
      const answer = answers[sent.length - 1];
      return answer instanceof Response ? answer : documentAnswer(answer ?? { data: [] });
    },
  });
  return { source, sent };
}

export const documentAnswer = (document: object, init: ResponseInit = {}): Response =>
  new Response(JSON.stringify(document), { headers: { 'content-type': 'application/vnd.api+json' }, ...init });
