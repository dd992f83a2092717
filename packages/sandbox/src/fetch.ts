import { type Answer, type Arrival, firstHalf } from './exchange.ts';

/** A function like the platform's `fetch`. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

const MOST_REDIRECTS = 20;

/**
 * A fetch that calls `handle` instead of using a network. What fails on a network looks as it does in Node: a
 * `TypeError` with the system's code in its cause.
 *
 * @param origins The origins of the sandbox. A request to any other fails like one to an unknown host.
 */
export function createFetch(handle: (arrival: Arrival) => Promise<Answer>, origins: readonly string[]): Fetch {
  const send = async (request: Request, body: BodyInit | null | undefined, redirects: number): Promise<Response> => {
    request.signal.throwIfAborted();
    const url = new URL(request.url);
    if (!origins.includes(url.origin)) throw failed(`getaddrinfo ENOTFOUND ${url.hostname}`, 'ENOTFOUND');

    const answer = await untilAborted(handle(toArrival(request, url)), request.signal);
    // A 101 is for WebSockets, which no fetch opens.
    if (answer.connection === 'reset' || answer.status === 101) throw failed('read ECONNRESET', 'ECONNRESET');

    const location = answer.headers?.location;
    if (location !== undefined && answer.status >= 300 && answer.status < 400) {
      if (request.redirect === 'error') throw failed('unexpected redirect', undefined);
      if (request.redirect === 'follow') {
        if (redirects === MOST_REDIRECTS) throw failed('redirect count exceeded', undefined);
        return send(redirected(request, body, answer.status, new URL(location, url)), body, redirects + 1);
      }
    }
    return toResponse(answer, request, redirects > 0);
  };

  return async (input, init) => send(new Request(input, init), init?.body, 0);
}

function toArrival(request: Request, url: URL): Arrival {
  return {
    method: request.method,
    url,
    header: (name) => request.headers.get(name) ?? undefined,
    text: () => request.text(),
    get body() {
      return chunksOf(request.body);
    },
  };
}

async function* chunksOf(stream: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  if (stream === null) return;
  const reader = stream.getReader(); // some platforms have no `for await` over a stream
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    reader.releaseLock();
  }
}

function toResponse(answer: Answer, request: Request, wasRedirected: boolean): Response {
  const empty = request.method === 'HEAD' || [204, 205, 304].includes(answer.status);
  const body = empty || answer.body === undefined ? null : toBody(answer, answer.body, request.signal);
  const response = new Response(body, { status: answer.status, headers: { ...answer.headers } });
  Object.defineProperties(response, { url: { value: request.url }, redirected: { value: wasRedirected } });
  return response;
}

function toBody(answer: Answer, body: NonNullable<Answer['body']>, signal: AbortSignal): BodyInit {
  if (answer.connection === undefined && typeof body === 'string') return body;
  const source = answer.connection === 'cut-off' ? cutOff(body) : chunksFrom(body);
  const iterator = source[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const next = await untilAborted(iterator.next(), signal);
          if (next.done) controller.close();
          else controller.enqueue(next.value);
        } catch (error) {
          controller.error(signal.aborted ? error : brokenOff());
        }
      },
      cancel: () => void iterator.return?.(undefined),
    },
    { highWaterMark: 0 },
  );
}

async function* chunksFrom(body: NonNullable<Answer['body']>): AsyncGenerator<Uint8Array> {
  if (typeof body === 'string') yield new TextEncoder().encode(body);
  else if (body instanceof Uint8Array) yield body;
  else yield* body;
}

async function* cutOff(body: NonNullable<Answer['body']>): AsyncGenerator<Uint8Array> {
  yield await firstHalf(body);
  throw brokenOff();
}

/** What Node's fetch throws if the connection ends in the middle of a body. */
const brokenOff = (): TypeError =>
  Object.assign(new TypeError('terminated'), {
    cause: Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' }),
  });

/** The request that follows a redirect, by the rules of the Fetch standard: a stream can't be sent again. */
function redirected(request: Request, body: BodyInit | null | undefined, status: number, location: URL): Request {
  const toGet = (status === 303 && request.method !== 'HEAD') || (status < 303 && request.method === 'POST');
  const headers = new Headers(request.headers);
  if (toGet) for (const name of ['content-type', 'content-length', 'content-encoding']) headers.delete(name);
  if (location.origin !== new URL(request.url).origin) headers.delete('authorization');
  const { signal, method } = request;
  if (toGet || request.body === null) return new Request(location, { method: toGet ? 'GET' : method, headers, signal });
  if (body == null || body instanceof ReadableStream) throw failed('the body can not be sent again', undefined);
  return new Request(location, { method, headers, signal, body });
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/** What Node's fetch throws if no answer comes. */
export function failed(message: string, code: string | undefined): TypeError {
  return Object.assign(new TypeError('fetch failed'), {
    cause: Object.assign(new Error(message), code === undefined ? {} : { code }),
  });
}
