// Loaded by the first log stream, with the schemas that it needs.
import {
  ConnectionError,
  eitherSignal,
  type HttpClient,
  InvalidAnswerError,
  isOutage,
  type RequestLine,
} from '@acme/http';
import { type Clock, refuseOption, tell } from '@acme/oauth-core';
import * as z from 'zod/mini';
import type { CloudEvent, CloudListener } from './cloud-event.ts';
import { type LogReport, readConnection, type StreamParams } from './log-connection.ts';
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
  readonly logstream: { readonly url: string; readonly params: StreamParams };
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
  refuseImpossible(types, servers, buffer);
  if (webSocket === undefined) {
    refuseOption('webSocket', 'is missing: this platform has none, so pass one (the package ws has one)');
  }
  const report: LogReport = (reason, type = 'log_gap') =>
    tell<CloudEvent>(onEvent, () => ({ type, at: clock.now(), environmentId, reason }));
  let failures = 0; // in a row
  let lost: string | undefined; // why the last connection has ended

  for (;;) {
    try {
      if (failures > 0) await clock.sleep(1_000 * 2 ** (failures - 1), signal);
      const call = { path: { environmentId }, signal, schema: Offer };
      // The schema has checked the offer.
      const { logstream } = (await http.call('GET', '/environments/{environmentId}/logstream', call)) as Offer;
      const url = streamUrl(logstream.url, baseUrl);
      const openedAt = clock.now();
      const socket = new webSocket(url.href);
      lost = yield* readConnection(socket, logstream.params, { ...options, buffer, signal }, lost, report, () => {
        failures = 0;
      });
      if (clock.now() - openedAt > quietMs) failures = 0;
      throw new ConnectionError(requestTo(url), 'maybe', lost);
    } catch (error) {
      if (leaving.aborted) return;
      // Once there was a stream, an outage of the API is waited out, too: both may be down for the same reason.
      const mayGoOn = lost !== undefined && isOutage(error);
      if (!mayGoOn || ++failures >= patience) throw error;
    }
  }
}

function refuseImpossible(types: readonly LogType[], servers: readonly string[] | undefined, buffer: number): void {
  if (!(buffer >= 1)) refuseOption('buffer', 'must be a number of lines, 1 or more');
  // The loop would wait for ever for a type that no server has, and for an empty list of types or servers.
  if (!types.length || types.some((type) => !logTypes.includes(type))) {
    refuseOption('types', `must be some of ${logTypes.join()}`);
  }
  if (servers?.length === 0) refuseOption('servers', 'must name one, or be left out');
}

/** @throws {InvalidAnswerError} if the URL leads elsewhere: the parameters open the logs of the environment. */
function streamUrl(text: string, baseUrl: URL): URL {
  const url = URL.canParse(text) ? new URL(text) : baseUrl; // not a WebSocket's URL, so it is refused below
  const { protocol, hostname } = url;
  const isAcquias = protocol === 'wss:' && /(^|\.)acquia\.com$/.test(hostname);
  // If the caller set a base URL, the stream may be at its host: a proxy, or a sandbox.
  const isBase = hostname === baseUrl.hostname && protocol === baseUrl.protocol.replace('http', 'ws');
  if (isAcquias || isBase) return url;
  throw new InvalidAnswerError(requestTo(url), 'the log stream is not at Acquia: nothing was sent');
}

/** As an error names it: the parameters of the URL may be secret. */
const requestTo = ({ origin, pathname }: URL): RequestLine => ({ method: 'GET', url: origin + pathname });
