// Loaded by the first log stream, with the schemas that it needs.
import { ConnectionError, eitherSignal, type HttpClient, InvalidAnswerError, isOutage } from '@acme/http';
import { type Clock, parseObject, refuseOption, tell, untilAborted } from '@acme/oauth-core';
import * as z from 'zod/mini';
import type { CloudEvent, CloudListener } from './cloud-event.ts';
import { type LogLine, type LogOptions, type LogType, logTypes, type WebSocketClass } from './log-line.ts';

/** What a stream is made with. */
export interface LogStreamSurroundings {
  readonly http: HttpClient;
  readonly baseUrl: URL;
  readonly clock: Clock;
  readonly onEvent?: CloudListener | undefined;
  readonly webSocket?: WebSocketClass | undefined;
}

interface Offer {
  readonly logstream: {
    readonly url: string;
    readonly params: {
      readonly site: string;
      readonly hmac: string;
      readonly t: number | string;
      readonly environment: string;
    };
  };
}

const Offer: z.ZodMiniType<Offer> = z.looseObject({
  logstream: z.looseObject({
    url: z.string(),
    params: z.looseObject({
      site: z.string(),
      hmac: z.string(),
      t: z.union([z.number(), z.string()]),
      environment: z.string(),
    }),
  }),
});

/** Connections in a row that end at once, without a line, before the stream gives up. */
const patience = 5;
/** A connection that lasted this long was a good one, even without a line. */
const quietMs = 30_000;

/** Lines, and the way to leave them. */
export type LogLines = Required<Pick<AsyncGenerator<LogLine, void, undefined>, 'next' | 'return'>>;

/**
 * Lines as they are written. If the connection ends, a new one is opened with new parameters, which are signed for some
 * minutes only. The lines in between are lost; an event tells so.
 *
 * The reader can leave while the next line is awaited, as cancelling a `ReadableStream` made of the lines does. A
 * generator alone would first wait for that line.
 */
export function readLogs(surroundings: LogStreamSurroundings, environmentId: string, options: LogOptions): LogLines {
  const leaving = new AbortController();
  const lines = readLines(surroundings, environmentId, options, leaving.signal);
  return {
    next: () => lines.next(),
    return() {
      leaving.abort();
      return lines.return();
    },
  };
}

/** @param leaving Fires when the reader leaves. */
async function* readLines(
  { http, baseUrl, clock, onEvent, webSocket = globalThis.WebSocket }: LogStreamSurroundings,
  environmentId: string,
  options: LogOptions,
  leaving: AbortSignal,
): AsyncGenerator<LogLine, void, undefined> {
  const signal = eitherSignal(options.signal, leaving);
  const { types = logTypes, servers, buffer = 10_000 } = options;
  if (!(buffer >= 1)) refuseOption('buffer', 'must be a number of lines, 1 or more');
  if (webSocket === undefined) {
    refuseOption('webSocket', 'is missing: this platform has none, so pass one (the package ws has one)');
  }
  // The loop would wait for ever for a type that no server has, and for an empty list of types or servers.
  if (!types.length || types.some((type) => !logTypes.includes(type))) {
    refuseOption('types', `must be some of ${logTypes.join()}`);
  }
  if (servers?.length === 0) refuseOption('servers', 'must name one, or be left out for all');
  const tellGap = (reason: string): void =>
    tell<CloudEvent>(onEvent, () => ({ type: 'log_gap', at: clock.now(), environmentId, reason }));
  let lost: string | undefined; // why the connection before this one ended

  for (let failures = 0; ; ) {
    try {
      if (failures > 0) await clock.sleep(1_000 * 2 ** (failures - 1), signal);
      const call = { path: { environmentId }, signal, schema: Offer };
      const offer = await http.call('GET', '/environments/{environmentId}/logstream', call);
      const { logstream } = offer as Offer; // checked by the schema
      const url = streamUrl(logstream.url, baseUrl);
      const openedAt = clock.now();
      const socket = new webSocket(url.href);
      const lines = linesOf(socket, logstream.params, { ...options, buffer }, lost, tellGap);
      try {
        for (;;) {
          const { done, value } = await untilAborted(lines.next(), signal);
          if (done) {
            lost = value;
            break;
          }
          failures = 0;
          yield value;
        }
      } finally {
        socket.close();
      }
      if (clock.now() - openedAt > quietMs) failures = 0;
      throw new ConnectionError({ method: 'GET', url: url.origin + url.pathname }, 'maybe', lost);
    } catch (error) {
      if (leaving.aborted) return;
      // Once there was a stream, an outage of the API is waited out, too: both may be down for the same reason.
      if (lost === undefined || !isOutage(error) || ++failures >= patience) throw error;
    }
  }
}

/** @throws {InvalidAnswerError} if the URL leads elsewhere: the parameters open the logs of the environment. */
function streamUrl(text: string, baseUrl: URL): URL {
  const url = URL.canParse(text) ? new URL(text) : baseUrl; // not a WebSocket's URL, so it is refused below
  const { protocol, hostname, origin, pathname } = url;
  const isAcquias = protocol === 'wss:' && /(^|\.)acquia\.com$/.test(hostname);
  // If the caller set a base URL, the stream may be at its host: a proxy, or a sandbox.
  const isBase = hostname === baseUrl.hostname && protocol === baseUrl.protocol.replace('http', 'ws');
  if (isAcquias || isBase) return url;
  throw new InvalidAnswerError(
    { method: 'GET', url: origin + pathname },
    'the log stream is not at Acquia: nothing was sent there',
  );
}

/**
 * @param lost Why the lines before this connection are lost; left out if none are.
 * @returns Why there are no more lines.
 */
async function* linesOf(
  socket: InstanceType<WebSocketClass>,
  { site, hmac, t, environment }: Offer['logstream']['params'],
  { types, servers, buffer }: LogOptions & { readonly buffer: number },
  lost: string | undefined,
  tellGap: (reason: string) => void,
): AsyncGenerator<LogLine, string, undefined> {
  const waiting: LogLine[] = [];
  const logs: { type: string; server: string }[] = [];
  let open = true;
  let reason: string | undefined;
  let paused = false;
  let wake = (): void => {};
  const send = (message: object): void => socket.send(JSON.stringify(message));
  const turn = (cmd: 'enable' | 'disable'): void => {
    paused = cmd === 'disable';
    for (const log of logs) send({ cmd, ...log });
  };
  const end = (): void => {
    open = false;
    wake();
  };

  socket.addEventListener('open', () => send({ cmd: 'stream-environment', site, d: hmac, t, env: environment }));
  socket.addEventListener('message', (event) => {
    const message = parseObject(String((event as MessageEvent).data)); // a WebSocket's own event
    const { cmd, server, type, log_type: lineType } = message;
    if (cmd === 'error' && typeof message.message === 'string') reason = message.message;
    if (typeof server !== 'string') return;
    if (cmd === 'available' && typeof type === 'string') {
      if (types?.includes(type as LogType) === false || servers?.includes(server) === false) return; // a type that is not known is in no list
      if (logs.length === 0 && lost !== undefined) tellGap(lost);
      logs.push({ type, server });
      if (!paused) send({ cmd: 'enable', type, server });
    } else if (cmd === 'line' && typeof lineType === 'string') {
      const { text, disp_time: time } = message;
      const at = typeof time === 'string' ? Date.parse(`${time.replace(' ', 'T')}Z`) : Number.NaN;
      waiting.push({
        type: lineType as LogType, // as the API names them
        server,
        text: typeof text === 'string' ? text : '',
        ...(Number.isNaN(at) ? {} : { at }),
      });
      if (waiting.length >= buffer && !paused) turn('disable');
      wake();
    }
  });
  socket.addEventListener('close', (event) => {
    const { code } = event as CloseEvent; // a WebSocket's own event
    if (code) reason ??= `closed with ${code}`;
    end();
  });
  socket.addEventListener('error', end);

  for (;;) {
    const line = waiting.shift();
    if (line) yield line;
    else if (!open) return reason ?? 'connection lost';
    else {
      if (paused) {
        tellGap('the reader was too slow');
        turn('enable');
      }
      await new Promise<void>((resolve) => (wake = resolve));
    }
  }
}
