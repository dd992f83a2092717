import { type Clock, type OAuthEvent, tell } from '@acme/oauth-core';

/** What the API says about its operations, and what happens to log streams. */
export type CloudEvent =
  /** The operation is no production yet (`prototype`, `development`): it may change. Once an operation. */
  | { readonly type: 'unstable'; readonly at: number; readonly operation: string; readonly stability: string }
  /** The operation will go; `notice` is the API's own word: version and reason. Once an operation. */
  | { readonly type: 'deprecated'; readonly at: number; readonly operation: string; readonly notice: string }
  /** A log stream was interrupted and goes on: lines in between are lost. */
  | { readonly type: 'log_gap'; readonly at: number; readonly environmentId: string; readonly reason: string };

/** Hears what happens to tokens, and what the API says about its operations. One that throws disturbs nothing. */
export type CloudListener = (event: CloudEvent | OAuthEvent) => void;

/** Reports what the headers of answers say, once an operation. */
export function createAnswerWatch(
  onEvent: CloudListener,
  clock: Clock,
): (answer: Response, method: string, path: string) => void {
  const told = new Set<string>();
  function tellOnce(event: CloudEvent & { readonly operation: string }): void {
    const name = `${event.type} ${event.operation}`;
    if (told.has(name)) return;
    told.add(name);
    tell(onEvent, () => event);
  }
  return ({ headers }, method, path) => {
    const stability = headers.get('x-cloudapi-stability') ?? 'production';
    const notice = headers.get('x-cloudapi-deprecated');
    if (stability === 'production' && !notice) return;
    const at = clock.now();
    // Links hold ids, of environments `24-{uuid}`; an operation is told by its template.
    const operation = `${method} ${path.split('?')[0]?.replace(/\/(\d|[\da-f-]{36})[^/]*/gi, '/{id}')}`;
    if (stability !== 'production') tellOnce({ type: 'unstable', at, operation, stability });
    if (notice) tellOnce({ type: 'deprecated', at, operation, notice });
  };
}
