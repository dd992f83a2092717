import {
  CloudApiError,
  type CloudClient,
  type CloudEvent,
  createCloudClient,
  type LogLine,
  type WebSocketClass,
} from '@acme/cloud';
import { ConnectionError, InvalidAnswerError } from '@acme/http';
import type { Clock } from '@acme/oauth-core';
import { type Fault, type Operation, type Sandbox, startSandbox, stoppedClock } from '@acme/sandbox';
import { describe, expect, it, onTestFinished } from 'vitest';
import { rejection } from '../../http/test/support/rejection.ts';

interface Setting {
  readonly sandbox: Sandbox;
  readonly cloud: CloudClient;
  readonly environmentId: string;
  readonly gaps: string[];
  readonly waits: number[];
}

/** The sandbox's time stands still, so that its logs give one line each, and then only what a test writes. */
async function setting(webSocket?: WebSocketClass): Promise<Setting> {
  const sandbox = await startSandbox({ clock: stoppedClock() });
  onTestFinished(() => sandbox.close());
  const { tokens } = createCloudClient({ ...sandbox.clients.cloud, retry: 0 });
  const gaps: string[] = [];
  const waits: number[] = [];
  const clock: Clock = {
    now: sandbox.clock.now,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      waits.push(ms);
    },
  };
  const { baseUrl } = sandbox.clients.cloud;
  const onEvent = (event: CloudEvent | { readonly type: string }): void => {
    if (event.type === 'log_gap' && 'reason' in event) gaps.push(event.reason);
  };
  const cloud = createCloudClient({ baseUrl, tokens, clock, onEvent, ...(webSocket && { webSocket }) });
  const application = await cloud.paginate('/applications').first();
  const environments = await cloud
    .paginate('/applications/{applicationUuid}/environments', { path: { applicationUuid: application?.uuid ?? '' } })
    .first();
  return { sandbox, cloud, environmentId: environments?.id ?? '', gaps, waits };
}

/** Writes this line until a stream has taken it. */
async function write(sandbox: Sandbox, text: string): Promise<void> {
  for (let tries = 0; sandbox.writeLog({ type: 'php-error', text }) === 0; tries++) {
    if (tries > 200) throw new Error('nobody listens');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Waits until nobody is connected. */
async function hasLeft(sandbox: Sandbox): Promise<void> {
  for (let tries = 0; sandbox.writeLog({ type: 'php-error', text: 'x' }) > 0; tries++) {
    if (tries > 200) throw new Error('still connected');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(sandbox.dropLogStreams()).toBe(0);
}

const offers = (sandbox: Sandbox): number =>
  sandbox.log.filter(({ url }) => url.endsWith('/logstream') && url.includes('/api/')).length;

describe('streamLogs', () => {
  it('gives the lines of the chosen logs, with their server and time', async () => {
    const { cloud, environmentId, sandbox } = await setting();
    const lines: LogLine[] = [];
    for await (const line of cloud.streamLogs(environmentId, { types: ['php-error', 'mysql-slow'] })) {
      lines.push(line);
      if (lines.length === 3) break;
    }
    expect(lines.map(({ type, server }) => `${type} ${server}`).sort()).toEqual([
      'mysql-slow db-1',
      'php-error web-1',
      'php-error web-2',
    ]);
    expect(lines[0]).toMatchObject({ text: expect.stringContaining('line'), at: sandbox.clock.now() });
  });

  it('gives the lines of the chosen servers only, and of all eight logs by default', async () => {
    const { cloud, environmentId } = await setting();
    for await (const { server } of cloud.streamLogs(environmentId, { servers: ['db-1'] })) {
      expect(server).toBe('db-1');
      break;
    }
    const types = new Set<string>();
    for await (const { type } of cloud.streamLogs(environmentId)) {
      types.add(type);
      if (types.size === 8) break;
    }
    for await (const _ of cloud.streamLogs(environmentId, { types: [...types] as LogLine['type'][] })) break; // none of them is refused
  });

  it('goes on with new parameters after its connection has ended, and reports a gap', async () => {
    const { cloud, environmentId, sandbox, gaps, waits } = await setting();
    const texts: string[] = [];
    for await (const { text } of cloud.streamLogs(environmentId, { types: ['php-error'], servers: ['web-1'] })) {
      texts.push(text);
      if (texts.length === 1) {
        sandbox.advance(301_000); // the parameters and the token of the first connection are too old by now
        sandbox.dropLogStreams();
        void write(sandbox, 'after the gap');
      }
      if (text === 'after the gap') break;
    }
    expect(offers(sandbox)).toBe(2);
    expect(sandbox.count('cloud.token')).toBe(2);
    expect(gaps).toEqual(['closed with 1012']);
    expect(waits).toEqual([1_000]);
  });

  it('goes on after its connection broke without a message', async () => {
    const { cloud, environmentId, sandbox, gaps } = await setting();
    sandbox.faults.next('cloud.logstream', { kind: 'cut-off-body' });
    let lines = 0;
    for await (const _ of cloud.streamLogs(environmentId, { types: ['mysql-slow'] })) {
      if (++lines === 2) break;
    }
    expect(gaps).toHaveLength(1);
  });

  it.each<[string, Operation, Fault]>([
    ['the API', 'cloud.api', { kind: 'status', status: 503 }],
    ['the service that gives its tokens', 'cloud.token', { kind: 'status', status: 503 }],
  ])('goes on after an outage of %s', async (_, operation, fault) => {
    const { cloud, environmentId, sandbox, gaps } = await setting();
    let lines = 0;
    for await (const _ of cloud.streamLogs(environmentId, { types: ['mysql-slow'] })) {
      if (++lines === 2) break;
      sandbox.advance(301_000);
      sandbox.faults.next(operation, fault, { times: 3 });
      sandbox.dropLogStreams();
    }
    expect(gaps).toEqual(['closed with 1012']);
  });

  it.each([
    [503, 5],
    [403, 1],
  ])('throws the %i that the API answers to every attempt to connect again', async (status, calls) => {
    const { cloud, environmentId, sandbox, waits } = await setting();
    const error = await rejection(
      (async () => {
        for await (const _ of cloud.streamLogs(environmentId, { types: ['mysql-slow'] })) {
          sandbox.faults.next('cloud.api', { kind: 'status', status }, { times: 100 });
          sandbox.dropLogStreams();
        }
      })(),
    );
    expect(error).toMatchObject({ status });
    expect(waits.filter((wait) => wait >= 1_000 && wait % 1_000 === 0)).toEqual(
      [1_000, 2_000, 4_000, 8_000].slice(0, Math.max(1, calls - 1)),
    );
  });

  it('closes its connection when the loop is left', async () => {
    const { cloud, environmentId, sandbox } = await setting();
    for await (const _ of cloud.streamLogs(environmentId)) break;
    await hasLeft(sandbox);
  });

  it('ends at once if it is left while no line comes, as a cancelled ReadableStream does', async () => {
    const { cloud, environmentId, sandbox } = await setting();
    const lines = cloud.streamLogs(environmentId, { types: ['php-error'] })[Symbol.asyncIterator]();
    let line = lines.next();
    await write(sandbox, 'the last one');
    while ((await line).value?.text !== 'the last one') line = lines.next();
    const last = lines.next();

    await lines.return?.();

    expect(await last).toMatchObject({ done: true });
    await hasLeft(sandbox);
  });

  it('throws the reason of its signal, also while no line comes', async () => {
    const { cloud, environmentId, sandbox } = await setting();
    const reason = { because: 'tab closed' };
    const controller = new AbortController();
    const stream = cloud.streamLogs(environmentId, { types: ['mysql-slow'], signal: controller.signal });
    const error = await rejection(
      (async () => {
        for await (const _ of stream) setTimeout(() => controller.abort(reason), 10);
      })(),
    );
    expect(error).toBe(reason);
    expect(offers(sandbox)).toBe(1);
  });

  it('opens a connection of its own for each loop', async () => {
    const { cloud, environmentId, sandbox } = await setting();
    const stream = cloud.streamLogs(environmentId);
    for await (const _ of stream) break;
    for await (const _ of stream) break;
    expect(offers(sandbox)).toBe(2);
  });

  it('turns the logs off while its reader is too slow, and on again, and reports a gap', async () => {
    const { cloud, environmentId, sandbox, gaps } = await setting();
    const texts: string[] = [];
    for await (const { text } of cloud.streamLogs(environmentId, {
      types: ['php-error'],
      servers: ['web-1'],
      buffer: 5,
    })) {
      texts.push(text);
      if (texts.length === 1) {
        for (let number = 1; number <= 5; number++) await write(sandbox, `fast ${number}`);
        for (let tries = 0; sandbox.writeLog({ type: 'php-error', text: 'lost' }) > 0; tries++) {
          if (tries > 200) throw new Error('never turned off');
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      }
      if (text === 'fast 5') void write(sandbox, 'slow again');
      if (text === 'slow again') break;
    }
    expect(texts.filter((text) => text.startsWith('fast'))).toHaveLength(5);
    expect(gaps).toEqual(['the reader was too slow']);
  });

  it('gives up after five connections that ended at once, with longer and longer waits', async () => {
    const { cloud, environmentId, sandbox, waits } = await setting();
    sandbox.faults.next('cloud.logstream', { kind: 'reset-before-processing' }, { times: 5 });
    const error = await rejection(
      (async () => {
        for await (const _ of cloud.streamLogs(environmentId)) break;
      })(),
    );
    expect(ConnectionError.is(error)).toBe(true);
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(offers(sandbox)).toBe(5);
  });

  it('refuses an impossible number of waiting lines', async () => {
    const { cloud } = await setting();
    for (const buffer of [Number.NaN, 0]) {
      const lines = cloud.streamLogs('1-a', { buffer })[Symbol.asyncIterator]();
      expect(await rejection(lines.next())).toMatchObject({ option: 'buffer' });
    }
  });

  it('refuses a log that no server has, because it would wait for ever', async () => {
    const { cloud } = await setting();
    const lines = cloud.streamLogs('1-a', { types: ['php-errors' as never] })[Symbol.asyncIterator]();
    const error = await rejection(lines.next());
    expect(error).toMatchObject({ option: 'types' });
    expect(String(error)).toContain('php-error,drupal-watchdog');
  });

  it.each(['types', 'servers'])('refuses an empty list of %s, because no line would ever come', async (option) => {
    const { cloud } = await setting();
    const lines = cloud.streamLogs('1-a', { [option]: [] })[Symbol.asyncIterator]();
    expect(await rejection(lines.next())).toMatchObject({ code: 'configuration_invalid', option });
  });

  it('throws at once if the API is away from the start', async () => {
    const { cloud, environmentId, sandbox, waits } = await setting();
    sandbox.faults.next('cloud.api', { kind: 'status', status: 503 }, { times: 3 });
    const lines = cloud.streamLogs(environmentId)[Symbol.asyncIterator]();
    expect(await rejection(lines.next())).toMatchObject({ status: 503 });
    expect(waits).toHaveLength(2); // between the repeats of the one request
  });

  it('throws what the API answers about the environment', async () => {
    const { cloud } = await setting();
    const error = await rejection(
      (async () => {
        for await (const _ of cloud.streamLogs('1-2a8a6f5b-3a4f-4f3e-9f51-0c7f3f2f3b11')) break;
      })(),
    );
    expect(CloudApiError.is(error) && error.code).toBe('not_found');
  });
});

describe('the URL of a log stream', () => {
  /** Which URLs a stream opens if the API offers this one. */
  async function opened(url: string): Promise<{ urls: string[]; error: unknown }> {
    const urls: string[] = [];
    class Refusing extends EventTarget {
      constructor(url: string) {
        super();
        urls.push(url);
        queueMicrotask(() => this.dispatchEvent(new Event('error')));
      }
      send(): void {}
      close(): void {}
    }
    const { cloud, sandbox } = await setting(Refusing);
    const params = { site: 's', hmac: 'h', t: 1, environment: 'e' };
    sandbox.faults.next(
      'cloud.api',
      { kind: 'status', status: 200, body: { logstream: { url, params } } },
      { times: 10 },
    );
    const error = await rejection(
      (async () => {
        for await (const _ of cloud.streamLogs('e')) break;
      })(),
    );
    return { urls, error };
  }

  it('is used if its host belongs to Acquia', async () => {
    const { urls, error } = await opened('wss://logstream.acquia.com/ah_websocket/logstream/v1?x=1');
    expect(new Set(urls)).toEqual(new Set(['wss://logstream.acquia.com/ah_websocket/logstream/v1?x=1']));
    expect(ConnectionError.is(error)).toBe(true);
  });

  it.each([
    'wss://acquia.com.example.org/',
    'wss://notacquia.com/',
    'wss://acquia-com/',
    'wss://example.org/?key=s3cret',
    'http://127.0.0.1/',
    'ws://logstream.acquia.com/',
    'https://logstream.acquia.com/',
    'wss://logstream.acquia.com@example.org/',
    'not a URL',
  ])('is refused before anything is opened if it is %j', async (url) => {
    const { urls, error } = await opened(url);
    if (!InvalidAnswerError.is(error)) throw error;
    expect(error.request.method).toBe('GET');
    expect(error.request.url).toMatch(/^([a-z]+:\/\/[^?]+)?$/); // no parameters, and no text that is no URL
    expect(urls).toEqual([]);
  });
});
