import type { LogStream, LogStreams } from './cloud/log-stream.ts';
import type { Answer, Arrival } from './exchange.ts';

/** What a log stream needs of the platform's `WebSocket`. */
export interface WebSocketConnection extends EventTarget {
  readonly readyState: number;
  readonly url: string;
  send(data: string): void;
  close(code?: number, reason?: string): void;
}

/** A class like the platform's `WebSocket`. */
export type WebSocketClass = new (url: string | URL, protocols?: string | string[]) => WebSocketConnection;

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;
const NO_STATUS = 1005;
const ABNORMAL = 1006;

/** A `WebSocket` that is answered in this process, as `createFetch` does for `fetch`. */
export function createWebSocketClass(
  handle: (arrival: Arrival) => Promise<Answer>,
  streams: LogStreams,
): WebSocketClass {
  return class SandboxWebSocket extends EventTarget implements WebSocketConnection {
    static readonly CONNECTING = CONNECTING;
    static readonly OPEN = OPEN;
    static readonly CLOSING = CLOSING;
    static readonly CLOSED = CLOSED;
    readonly url: string;
    readyState: number = CONNECTING;
    onopen: ((event: Event) => void) | null = null;
    onmessage: ((event: MessageEvent<string>) => void) | null = null;
    onerror: ((event: Event) => void) | null = null;
    onclose: ((event: Event) => void) | null = null;
    #stream: LogStream | undefined;

    constructor(url: string | URL, _protocols?: string | string[]) {
      super();
      this.url = String(url);
      handle(toArrival(this.url)).then(
        (answer) => this.#answered(answer),
        () => this.#fail(),
      );
    }

    send(data: string): void {
      if (this.readyState === CONNECTING)
        throw new DOMException('The connection is not open yet.', 'InvalidStateError');
      const stream = this.#stream;
      if (this.readyState === OPEN) queueMicrotask(() => stream?.receive(data));
    }

    close(code = NO_STATUS): void {
      if (this.readyState >= CLOSING) return;
      const wasOpen = this.readyState === OPEN;
      this.readyState = CLOSING;
      this.#stream?.leave();
      queueMicrotask(() => (wasOpen ? this.#closed(code, true) : this.#fail()));
    }

    #answered(answer: Answer): void {
      if (this.readyState !== CONNECTING) return; // closed before it was open
      if (answer.status !== 101 || answer.connection === 'reset') {
        this.#fail();
        return;
      }
      this.readyState = OPEN;
      this.#stream = streams.open(
        {
          send: (text) =>
            queueMicrotask(() => {
              if (this.readyState === OPEN) this.#emit('message', new MessageEvent('message', { data: text }));
            }),
          close: (code) => queueMicrotask(() => this.#closed(code, true)),
          break: () => queueMicrotask(() => this.#fail()),
        },
        answer.connection === 'cut-off',
      );
      this.#emit('open', new Event('open'));
    }

    #fail(): void {
      if (this.readyState === CLOSED) return;
      this.#stream?.leave();
      this.#emit('error', new Event('error'));
      this.#closed(ABNORMAL, false);
    }

    #closed(code: number, wasClean: boolean): void {
      if (this.readyState === CLOSED) return;
      this.readyState = CLOSED;
      // Node 22 has no CloseEvent.
      this.#emit('close', Object.assign(new Event('close'), { code, reason: '', wasClean }));
    }

    #emit(type: 'open' | 'message' | 'error' | 'close', event: Event): void {
      this.dispatchEvent(event);
      // A cast: the event has the type that belongs to its name.
      (this[`on${type}`] as ((event: Event) => void) | null)?.(event);
    }
  };
}

function toArrival(url: string): Arrival {
  return {
    method: 'GET',
    url: new URL(url.replace(/^ws/, 'http')),
    header: (name) => (name === 'upgrade' ? 'websocket' : undefined),
    text: async () => '',
    body: (async function* () {})(),
  };
}
