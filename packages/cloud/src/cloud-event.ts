import { type Clock, type OAuthEvent, tell } from '@acme/oauth-core';

/** What the API says about its operations, and what happens to log streams. */
export type CloudEvent =
  /** The operation is not stable yet (`prototype`, `development`), and may change. Sent once for each operation. */
  | { readonly type: 'unstable'; readonly at: number; readonly operation: string; readonly stability: string }
  /** The operation will be removed; `notice` is the API's own text: version and reason. Sent once for each operation. */
  | { readonly type: 'deprecated'; readonly at: number; readonly operation: string; readonly notice: string }
  /** A log stream was interrupted and goes on. The lines in between are lost. */
  | { readonly type: 'log_gap'; readonly at: number; readonly environmentId: string; readonly reason: string }
  /** The server of a log stream reports a problem, such as a log that it can't read. The reason is its own text. */
  | { readonly type: 'log_error'; readonly at: number; readonly environmentId: string; readonly reason: string };

/** Called with what happens to tokens and log streams, and with what the API says about its operations. An error that it throws is ignored. */
export type CloudListener = (event: CloudEvent | OAuthEvent) => void;

/** How many events about operations a client has at most: two for each of the API's, and some more. */
const mostTold = 1_000;

/** Reports what the headers of answers say, once for each operation. */
export function createAnswerWatch(
  onEvent: CloudListener | undefined,
  clock: Clock,
): (answer: Response, method: string, path: string) => void {
  const told = new Set<string>(); // paths of `request` may have any names in them: it does not grow for ever
  function tellOnce(event: CloudEvent & { readonly operation: string }): void {
    const name = `${event.type} ${event.operation}`;
    if (told.has(name) || told.size >= mostTold) return;
    told.add(name);
    tell(onEvent, () => event);
  }
  return ({ headers }, method, path) => {
    const stability = headers.get('x-cloudapi-stability') ?? 'production';
    const notice = headers.get('x-cloudapi-deprecated');
    if (stability === 'production' && !notice) return;
    const at = clock.now();
    // The path of a link has ids (an environment's is `24-{uuid}`): they are replaced, as in a path template.
    const operation = `${method} ${path.split('?')[0]?.replace(/\/(\d|[\da-f-]{36})[^/]*/gi, '/{id}')}`;
    if (stability !== 'production') tellOnce({ type: 'unstable', at, operation, stability });
    if (notice) tellOnce({ type: 'deprecated', at, operation, notice });
  };
}
