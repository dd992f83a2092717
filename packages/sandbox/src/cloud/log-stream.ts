import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import { demand, oneOf } from '../rule.ts';
import { hex, sha256 } from '../sha256.ts';
import type { Environment } from './data.ts';

const SERVERS = {
  'bal-request': ['bal-1'],
  'varnish-request': ['bal-1'],
  'apache-request': ['web-1', 'web-2'],
  'apache-error': ['web-1', 'web-2'],
  'php-error': ['web-1', 'web-2'],
  'drupal-watchdog': ['web-1', 'web-2'],
  'drupal-request': ['web-1', 'web-2'],
  'mysql-slow': ['db-1'],
} as const;

/** The types of logs that an environment has. */
export type LogType = keyof typeof SERVERS;

const LOG_TYPES = Object.keys(SERVERS) as LogType[]; // its keys are those of its type
const GRANT_LIFETIME_MS = 300_000;
const LINE_EVERY_MS = 1_000;

/** An open stream, as its connection sees it. */
export interface LogStream {
  /** Takes a message of the client. */
  receive(text: string): void;
  /** The client has gone. */
  leave(): void;
}

/** How a stream talks to its client. */
export interface LogStreamPeer {
  send(text: string): void;
  /** WebSocket close code. */
  close(code: number): void;
  /** Breaks the connection, without a close message. */
  break(): void;
}

/** A line that a test has written. */
export interface LogLine {
  readonly type: LogType;
  readonly text: string;
  /** Default: the first of the type's servers. */
  readonly server?: string;
}

export interface LogStreams {
  /** What a client needs to open a stream of this environment, within five minutes. */
  offer(environment: Environment, url: string): object;
  /** @param cutOff Whether the stream breaks after its first line. */
  open(peer: LogStreamPeer, cutOff: boolean): LogStream;
  /** Sends a line to every stream that has this log enabled. @returns How many they were. */
  write(line: LogLine): number;
  /** Ends every open stream, as a server does when it restarts. @returns How many they were. */
  drop(): number;
}

interface OpenStream {
  readonly peer: LogStreamPeer;
  /** The enabled logs, each with an object for the run that sends it. If a log is enabled again, it has a new run. */
  readonly enabled: Map<string, object>;
  readonly cutOff: boolean;
}

/** The log streams of Cloud: a greeting, the list of logs, and a line a second of each log that the client enables. */
export function createLogStreams(clock: Clock, random: Random): LogStreams {
  const secret = random.text(64);
  /** It signs all that the client sends back, so that an offer need not be remembered. */
  const sign = (site: unknown, t: unknown, environmentId: unknown): string =>
    hex(sha256(JSON.stringify([secret, site, String(t), environmentId])));
  const streams = new Set<OpenStream>();
  let lines = 0;

  const say = (stream: OpenStream, message: object): void => stream.peer.send(JSON.stringify(message));
  const sayLine = (stream: OpenStream, type: string, server: string, text: string): void => {
    say(stream, { cmd: 'line', log_type: type, server, text, disp_time: displayTime(clock.now()) });
    if (!stream.cutOff) return;
    streams.delete(stream);
    stream.peer.break();
  };
  const isOpen = (stream: OpenStream): boolean => streams.has(stream);

  const end = (stream: OpenStream, code: number): void => {
    streams.delete(stream);
    stream.peer.close(code);
  };
  const refuse = (stream: OpenStream, message: string): void => {
    say(stream, { cmd: 'error', message });
    end(stream, 1008);
  };

  /** Sends lines of one log until it is disabled or the stream ends. */
  const run = async (stream: OpenStream, type: string, server: string): Promise<void> => {
    const [log, self] = [`${type} ${server}`, {}];
    stream.enabled.set(log, self);
    while (isOpen(stream) && stream.enabled.get(log) === self) {
      sayLine(stream, type, server, `line ${++lines} of ${type}`);
      try {
        await clock.sleep(LINE_EVERY_MS);
      } catch {
        return; // the sandbox was closed
      }
    }
  };

  /** Why the client's offer is refused; `undefined` if it is valid. */
  const objection = (message: Readonly<Record<string, unknown>>): string | undefined => {
    if (message.d !== sign(message.site, message.t, message.env)) return 'The signature is not valid.';
    return Number(message.t) * 1000 + GRANT_LIFETIME_MS <= clock.now() ? 'The signature is too old.' : undefined;
  };
  const greet = (stream: OpenStream): void => {
    say(stream, { cmd: 'connected', server: 'logstream-1' });
    for (const type of LOG_TYPES) for (const server of SERVERS[type]) say(stream, { cmd: 'available', type, server });
  };

  const turn = (stream: OpenStream, command: 'enable' | 'disable', type: string, server: string): void => {
    const log = `${type} ${server}`;
    if (!LOG_TYPES.some((known) => known === type && SERVERS[known].some((name) => name === server))) {
      say(stream, { cmd: 'error', message: `There is no log ${log}.` });
    } else if (command === 'disable') {
      stream.enabled.delete(log);
    } else if (!stream.enabled.has(log)) {
      void run(stream, type, server);
    }
  };

  return {
    offer(environment, url) {
      const [site, t] = [environment.name, Math.floor(clock.now() / 1000)];
      const params = { site, hmac: sign(site, t, environment.id), t, environment: environment.id };
      return { url, params, commands: ['stream-environment', 'enable', 'disable'] };
    },
    open(peer, cutOff) {
      const stream: OpenStream = { peer, enabled: new Map(), cutOff };
      streams.add(stream);
      let greeted = false;
      return {
        receive(text) {
          if (!isOpen(stream)) return;
          const message = readMessage(text);
          const { cmd, type, server } = message;
          if (cmd === 'stream-environment') {
            greeted = true;
            const refused = objection(message);
            if (refused === undefined) greet(stream);
            else refuse(stream, refused);
          } else if (!greeted) {
            refuse(stream, 'The first command is stream-environment.');
          } else if (cmd === 'enable' || cmd === 'disable') {
            turn(stream, cmd, String(type), String(server));
          }
        },
        leave: () => void streams.delete(stream),
      };
    },
    write({ type, text, server }) {
      demand('writeLog: type', type, oneOf(...LOG_TYPES));
      const from = server ?? SERVERS[type][0];
      const listeners = [...streams].filter(({ enabled }) => enabled.has(`${type} ${from}`));
      for (const stream of listeners) sayLine(stream, type, from, text);
      return listeners.length;
    },
    drop() {
      const open = [...streams];
      for (const stream of open) end(stream, 1012);
      return open.length;
    },
  };
}

function readMessage(text: string): Readonly<Record<string, unknown>> {
  try {
    const message: unknown = JSON.parse(text);
    return typeof message === 'object' && message !== null ? { ...message } : {};
  } catch {
    return {}; // not JSON: an unknown command
  }
}

/** `2030-01-01 12:00:00`, in UTC. */
const displayTime = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
