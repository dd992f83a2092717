import { parseObject, untilAborted } from '@acme/oauth-core';
import type { LogLine, LogOptions, LogType, WebSocketConnection } from './log-line.ts';

/** What opens the logs of an environment. The API signs it, for some minutes only. */
export interface StreamParams {
  readonly site: string;
  readonly hmac: string;
  readonly t: number | string;
  readonly environment: string;
}

/** The options of a stream, with those that a connection can't do without. */
interface ConnectionOptions extends LogOptions {
  readonly buffer: number;
  readonly signal: AbortSignal;
}

/** Tells that lines were lost, or that the server has a problem. */
export type LogReport = (reason: string, type?: 'log_gap' | 'log_error') => void;

/** How long a connection may take to open. */
const openingMs = 20_000;

/** How many lines may still come after the logs were turned off. */
const linesOnTheWay = 10_000;

/** A log of one server. */
interface Log {
  readonly type: string;
  readonly server: string;
}

/**
 * The lines of one connection.
 *
 * @param lost Why the lines before this connection are lost; `undefined` if none are.
 * @param onLine Called before each line.
 * @returns Why there are no more lines.
 */
export async function* readConnection(
  socket: WebSocketConnection,
  { site, hmac, t, environment }: StreamParams,
  { types, servers, buffer, signal }: ConnectionOptions,
  lost: string | undefined,
  report: LogReport,
  onLine: () => void,
): AsyncGenerator<LogLine, string, undefined> {
  const logs: Log[] = []; // those that this stream has asked for
  const waiting: LogLine[] = []; // the lines that the reader has not taken yet
  let isPaused = false;
  let isEnded = false;
  let reason: string | undefined;
  let wake = (): void => {};

  const send = (message: object): void => socket.send(JSON.stringify(message));

  function turn(cmd: 'enable' | 'disable'): void {
    isPaused = cmd === 'disable';
    for (const log of logs) send({ cmd, ...log });
  }

  function takeLog(log: Log): void {
    const isLeftOut = types?.includes(log.type as LogType) === false; // a type that is not known is in no list
    if (isLeftOut || servers?.includes(log.server) === false) return;
    if (logs.length === 0 && lost !== undefined) report(lost);
    logs.push(log);
    if (!isPaused) send({ cmd: 'enable', ...log });
  }

  function takeLine(line: LogLine): void {
    // Lines are on their way while the logs are turned off. If they never end, they must not fill the memory.
    if (waiting.length < buffer + linesOnTheWay) waiting.push(line);
    if (waiting.length >= buffer && !isPaused) turn('disable');
    wake();
  }

  function end(): void {
    isEnded = true;
    wake();
  }

  const opening = setTimeout(end, openingMs); // a proxy may neither pass the connection on nor refuse it
  socket.addEventListener('open', () => {
    clearTimeout(opening);
    send({ cmd: 'stream-environment', site, d: hmac, t, env: environment });
  });
  socket.addEventListener('message', (event) => {
    const message = parseObject(String((event as MessageEvent).data)); // a WebSocket's own event
    const { cmd, server, type, log_type: lineType } = message;
    if (cmd === 'error' && typeof message.message === 'string') {
      reason = message.message;
      report(reason, 'log_error');
    }
    if (typeof server !== 'string') return;
    if (cmd === 'available' && typeof type === 'string') takeLog({ type, server });
    if (cmd === 'line' && typeof lineType === 'string') takeLine(toLine(lineType, server, message));
  });
  socket.addEventListener('close', (event) => {
    const { code } = event as CloseEvent; // a WebSocket's own event
    if (code) reason ??= `closed with ${code}`;
    end();
  });
  socket.addEventListener('error', end);

  try {
    for (;;) {
      signal.throwIfAborted();
      const line = waiting.shift();
      if (line) {
        onLine();
        yield line;
        continue;
      }
      if (isEnded) return reason ?? 'connection lost';
      if (isPaused) {
        report('the reader was too slow');
        turn('enable');
      }
      await untilAborted(new Promise<void>((resolve) => (wake = resolve)), signal);
    }
  } finally {
    clearTimeout(opening);
    socket.close();
  }
}

function toLine(type: string, server: string, { text, disp_time: time }: Readonly<Record<string, unknown>>): LogLine {
  const at = typeof time === 'string' ? Date.parse(`${time.replace(' ', 'T')}Z`) : Number.NaN; // it is in UTC
  return {
    type: type as LogType, // as the API names them
    server,
    text: typeof text === 'string' ? text : '',
    ...(Number.isNaN(at) ? {} : { at }),
  };
}
