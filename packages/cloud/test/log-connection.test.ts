import { type CloudEvent, createCloudClient, type LogLine, type LogOptions } from '@acme/cloud';
import { ConnectionError, InvalidAnswerError } from '@acme/http';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { rejection } from '../../http/test/support/rejection.ts';

const offer = {
  logstream: { url: 'wss://logs.acquia.com/v1?key=s3cret', params: { site: 's', hmac: 'h', t: 1, environment: 'e' } },
};

/** The server's end of one connection. */
interface Server {
  /** What the client has sent, except its greeting. */
  readonly heard: readonly { readonly cmd: string; readonly server?: string }[];
  say(...messages: readonly unknown[]): void;
  close(code?: number): void;
}

const available = (server = 'web-1'): object => ({ cmd: 'available', type: 'php-error', server });
const line = (text: unknown, more: object = {}): object => ({
  cmd: 'line',
  log_type: 'php-error',
  server: 'web-1',
  text,
  ...more,
});

/** A stream whose connections are these, one after the other; the last one for ever. */
function streamOf(
  connections: readonly ((server: Server) => void)[],
  options: LogOptions = {},
  whileAsleep?: () => void,
) {
  const servers: Server[] = [];
  const events: object[] = [];
  const gaps: string[] = [];
  const waits: number[] = [];
  const time = { now: 0 };
  class Socket extends EventTarget {
    readonly heard: { cmd: string }[] = [];
    #isOpen = true;
    constructor() {
      super();
      const serve = connections[Math.min(servers.length, connections.length - 1)];
      const server: Server = {
        heard: this.heard,
        say: (...messages) => {
          for (const one of messages) {
            const data = typeof one === 'string' ? one : JSON.stringify(one);
            this.dispatchEvent(new MessageEvent('message', { data }));
          }
        },
        close: (code) => {
          this.#isOpen = false;
          this.dispatchEvent(Object.assign(new Event('close'), { code }));
        },
      };
      servers.push(server);
      queueMicrotask(() => {
        this.dispatchEvent(new Event('open'));
        serve?.(server);
      });
    }
    send(text: string): void {
      if (!this.#isOpen) throw new Error('nothing can be sent any more');
      const message = JSON.parse(text);
      if (message.cmd !== 'stream-environment') this.heard.push(message);
    }
    close(): void {
      this.#isOpen = false;
    }
  }
  const cloud = createCloudClient({
    accessToken: 'a',
    webSocket: Socket,
    fetch: async () => Response.json(offer),
    clock: {
      now: () => time.now,
      async sleep(ms, signal) {
        whileAsleep?.();
        signal?.throwIfAborted();
        waits.push(ms);
      },
    },
    onEvent: (event: CloudEvent | { readonly type: string }) => {
      events.push(event);
      if (event.type === 'log_gap' && 'reason' in event) gaps.push(event.reason);
    },
  });
  return { lines: cloud.streamLogs('e', options), servers, events, gaps, waits, time };
}

/** The first lines of a stream. */
async function first(count: number, lines: AsyncIterable<LogLine>): Promise<LogLine[]> {
  const seen: LogLine[] = [];
  for await (const one of lines) if (seen.push(one) === count) break;
  return seen;
}

describe('a line', () => {
  it('always has a text, and a time in UTC if the message has a readable one', async () => {
    vi.stubEnv('TZ', 'America/New_York');
    onTestFinished(() => void vi.unstubAllEnvs());
    const { lines } = streamOf([
      (server) =>
        server.say(
          available(),
          line('a', { disp_time: '2030-01-01 00:00:01' }),
          line('b', { disp_time: 'soon' }),
          line(undefined),
          line({ toString: 1 }, { disp_time: { toString: 1 } }), // no text can be made of these
        ),
    ]);
    expect(await first(4, lines)).toStrictEqual([
      { type: 'php-error', server: 'web-1', text: 'a', at: Date.UTC(2030, 0, 1, 0, 0, 1) },
      { type: 'php-error', server: 'web-1', text: 'b' },
      { type: 'php-error', server: 'web-1', text: '' },
      { type: 'php-error', server: 'web-1', text: '' },
    ]);
  });

  it('is found among meaningless messages', async () => {
    const { lines, servers } = streamOf([
      (server) =>
        server.say(
          'no JSON',
          'null',
          '7',
          { ...available(), server: undefined },
          { ...available(), type: undefined },
          { ...available(), cmd: 'unknown' },
          line('of nobody', { server: undefined }),
          line('of no log', { log_type: undefined }),
          line('that is none', { cmd: 'unknown' }),
          available(),
          line('a'),
        ),
    ]);
    expect(await first(1, lines)).toMatchObject([{ text: 'a' }]);
    expect(servers[0]?.heard).toEqual([{ cmd: 'enable', type: 'php-error', server: 'web-1' }]);
  });

  it('that waits is no longer given once the signal has fired', async () => {
    const controller = new AbortController();
    const options = { signal: controller.signal };
    const { lines } = streamOf([(server) => server.say(available(), line('a'), line('b'))], options);
    const seen: string[] = [];
    const error = await rejection(
      (async () => {
        for await (const { text } of lines) {
          seen.push(text);
          controller.abort('enough');
        }
      })(),
    );
    expect([error, seen]).toEqual(['enough', ['a']]);
  });
});

describe('a slow reader', () => {
  it('has the logs turned off once, and a log that comes meanwhile left off, as long as lines wait', async () => {
    const { lines, servers, gaps } = streamOf(
      [(server) => server.say(available(), line('a'), line('b'), line('c'), available('web-2'))],
      { buffer: 2 },
    );
    const heard = (): string[] => (servers[0]?.heard ?? []).map(({ cmd, server }) => `${cmd} ${server}`);
    const turned: string[][] = [];
    for await (const { text } of lines) {
      turned.push(heard());
      if (text === 'c') servers[0]?.say(line('d'));
      if (text === 'd') break;
    }
    const off = ['enable web-1', 'disable web-1'];
    expect(turned).toEqual([off, off, off, off]);
    expect(gaps).toEqual([]);
  });

  it('may leave 10,000 lines waiting by default', async () => {
    const many = Array.from({ length: 9_998 }, () => line('a'));
    const { lines, servers } = streamOf([(server) => server.say(available(), line('a'), ...many)]);
    const heard = (): (string | undefined)[] => (servers[0]?.heard ?? []).map(({ cmd }) => cmd);
    for await (const _ of lines) {
      servers[0]?.say(line('b'));
      expect(heard()).toEqual(['enable']);
      servers[0]?.say(line('c'));
      expect(heard()).toEqual(['enable', 'disable']);
      break;
    }
  });

  it('keeps 10,000 lines more that come after the logs were turned off; from a server that goes on, no others', async () => {
    const many = Array.from({ length: 20_000 }, () => line('a'));
    const { lines, servers, gaps } = streamOf([(server) => server.say(available(), ...many)], { buffer: 2 });
    let taken = 0;
    for await (const { text } of lines) {
      if (taken === 0) setTimeout(() => servers[0]?.say(line('b'))); // when the loop waits for it
      if (text === 'b') break;
      taken += 1;
    }
    expect(taken).toBe(10_002);
    expect(gaps).toEqual(['the reader was too slow']);
  });

  it('has the logs turned on again after the last line that waited', async () => {
    const { lines, servers, gaps } = streamOf([(server) => server.say(available(), line('a'), line('b'))], {
      buffer: 2,
    });
    for await (const { text } of lines) {
      if (text === 'b') setTimeout(() => servers[0]?.say(line('c'))); // when the loop waits for it
      if (text === 'c') break;
    }
    expect(servers[0]?.heard.map(({ cmd }) => cmd)).toEqual(['enable', 'disable', 'enable']);
    expect(gaps).toEqual(['the reader was too slow']);
  });

  it('does not turn logs on or off once the connection has ended', async () => {
    const end = (server: Server): void => {
      server.say(available(), line('a'));
      server.close(1006);
    };
    const { lines, gaps } = streamOf([end, (server) => server.say(available(), line('b'))], { buffer: 1 });
    expect(await first(2, lines)).toMatchObject([{ text: 'a' }, { text: 'b' }]);
    expect(gaps).toEqual(['closed with 1006']);
  });
});

it('what the server complains about is reported at once, and the stream goes on', async () => {
  const complaint = 'There is no log php-error.';
  const { lines, events } = streamOf([
    (server) => server.say(available(), { cmd: 'error', message: complaint }, { cmd: 'error', message: 5 }, line('a')),
  ]);
  expect(await first(1, lines)).toMatchObject([{ text: 'a' }]);
  expect(events).toEqual([{ type: 'log_error', at: 0, environmentId: 'e', reason: complaint }]);
});

describe('a connection that ended', () => {
  const ends =
    (...messages: object[]) =>
    (server: Server): void => {
      server.say(...messages);
      server.close(1001);
    };

  it('is reported once, with what the server said, else with its code, else as lost', async () => {
    const { lines, gaps } = streamOf([
      ends({ cmd: 'error', message: 'signature expired', server: 'web-1' }),
      (server) => {
        server.say(available(), available('web-2'), { cmd: 'error', message: { code: 5 }, server: 'web-1' }, line('a'));
        server.say({ cmd: 'unknown', message: 'no error', server: 'web-1' });
        server.close();
      },
      ends(available(), line('b')),
      (server) => server.say(available(), line('c')),
    ]);
    await first(3, lines);
    expect(gaps).toEqual(['signature expired', 'connection lost', 'closed with 1001']);
  });

  it('is reported with its environment and the time', async () => {
    const { lines, events, time } = streamOf([
      ends(available(), line('a')),
      (server) => server.say(available(), line('b')),
    ]);
    time.now = 1_000;
    await first(2, lines);
    expect(events).toEqual([{ type: 'log_gap', at: 1_000, environmentId: 'e', reason: 'closed with 1001' }]);
  });

  it('is replaced without limit if it had a line, or held for more than half a minute', async () => {
    const withLine = ends(available(), line('a'));
    const { lines, waits, time } = streamOf([
      ...Array.from({ length: 6 }, () => withLine),
      ...Array.from({ length: 6 }, () => (server: Server) => {
        time.now += 30_001;
        server.close(1001);
      }),
      (server) => server.say(available(), line('b')),
    ]);
    expect(await first(7, lines)).toHaveLength(7);
    expect(new Set(waits)).toEqual(new Set([1_000]));
  });

  it('throws after five in a row, without the parameters of its URL', async () => {
    const { lines } = streamOf([(server) => server.close(1001)]);
    const error = await rejection(first(1, lines));
    expect(error).toMatchObject({ code: 'connection_failed', request: { url: 'wss://logs.acquia.com/v1' } });
    expect(ConnectionError.is(error) && error.message).toMatch(
      /^GET wss:\/\/logs\.acquia\.com\/v1: .*closed with 1001/,
    );
  });

  it('has failed if it does not open within 20 s, though a proxy neither passes it on nor refuses it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const closed: Silent[] = [];
    class Silent extends EventTarget {
      constructor() {
        super();
        queueMicrotask(() => vi.advanceTimersByTime(20_000));
      }
      send(): void {}
      close(): void {
        closed.push(this);
      }
    }
    const fetch = async (): Promise<Response> => Response.json(offer);
    const clock = { now: () => 0, sleep: async () => {} };
    const cloud = createCloudClient({ accessToken: 'a', webSocket: Silent, fetch, clock });
    expect(await rejection(first(1, cloud.streamLogs('e')))).toMatchObject({ code: 'connection_failed' });
    expect(new Set(closed).size).toBe(5);
  });

  it('throws the reason of the signal if that fires meanwhile, or during the wait for the next one', async () => {
    for (const nth of [1, 5]) {
      const controller = new AbortController();
      let connections = 0;
      const { lines, waits } = streamOf(
        [(server) => (++connections === 5 ? controller.abort('enough') : server.close(1001))],
        { signal: controller.signal },
        () => connections === nth && controller.abort('enough'),
      );
      expect(await rejection(first(1, lines))).toBe('enough');
      expect(waits).toHaveLength(nth - 1);
    }
  });
});

describe('a log stream', () => {
  it('needs a WebSocket', async () => {
    vi.stubGlobal('WebSocket', undefined);
    onTestFinished(() => void vi.unstubAllGlobals());
    const cloud = createCloudClient({ accessToken: 'a', fetch: async () => Response.json(offer) });
    expect(await rejection(first(1, cloud.streamLogs('e')))).toMatchObject({ option: 'webSocket' });
  });

  it('throws if the API does not say where to connect', async () => {
    const { url, params } = offer.logstream;
    for (const [answer, path] of [
      [{}, 'logstream'],
      [{ logstream: { params } }, 'logstream.url'],
      [{ logstream: { url } }, 'logstream.params'],
      ...Object.keys(params).map((name) => [
        { logstream: { url, params: { ...params, [name]: undefined } } },
        `logstream.params.${name}`,
      ]),
    ] as const) {
      const cloud = createCloudClient({ accessToken: 'a', fetch: async () => Response.json(answer) });
      const error = await rejection(first(1, cloud.streamLogs('e')));
      expect(InvalidAnswerError.is(error) && error.issues[0]?.path).toBe(path);
    }
  });

  it('greets the server with what the API has given, even if the time is a text', async () => {
    const greetings: unknown[] = [];
    for (const t of [1, '2']) {
      class Greeted extends EventTarget {
        constructor() {
          super();
          queueMicrotask(() => this.dispatchEvent(new Event('open')));
        }
        send(text: string): void {
          greetings.push(JSON.parse(text));
          const say = (data: object): boolean =>
            this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(data) }));
          queueMicrotask(() => say(line('a')));
        }
        close(): void {}
      }
      const logstream = { ...offer.logstream, params: { ...offer.logstream.params, t } };
      const fetch = async (): Promise<Response> => Response.json({ logstream });
      await first(1, createCloudClient({ accessToken: 'a', webSocket: Greeted, fetch }).streamLogs('e'));
    }
    const greeting = { cmd: 'stream-environment', site: 's', d: 'h', env: 'e' };
    expect(greetings).toEqual([
      { ...greeting, t: 1 },
      { ...greeting, t: '2' },
    ]);
  });

  it('ends by its signal while it asks the API where to connect', async () => {
    const controller = new AbortController();
    const cloud = createCloudClient({
      accessToken: 'a',
      fetch: (_, init) =>
        new Promise((_, reject) => {
          const { signal } = init as RequestInit; // the platform's own
          signal?.addEventListener('abort', () => reject(signal.reason));
          controller.abort('enough');
        }),
    });
    expect(await rejection(first(1, cloud.streamLogs('e', { signal: controller.signal })))).toBe('enough');
  });
});
