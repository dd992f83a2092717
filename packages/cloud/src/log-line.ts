export const logTypes = [
  'bal-request',
  'varnish-request',
  'apache-request',
  'apache-error',
  'php-error',
  'drupal-watchdog',
  'drupal-request',
  'mysql-slow',
] as const;

/** The logs of an environment that can be streamed. */
export type LogType = (typeof logTypes)[number];

/** One line of a log. */
export interface LogLine {
  readonly type: LogType;
  readonly server: string;
  readonly text: string;
  /** Milliseconds since the epoch, if the service says so. */
  readonly at?: number;
}

/** Which lines to stream. */
export interface LogOptions {
  /** Default: all eight. */
  readonly types?: readonly LogType[] | undefined;
  /** Names of servers. Default: all. */
  readonly servers?: readonly string[] | undefined;
  /** Ends the stream; the loop then throws the signal's own reason. */
  readonly signal?: AbortSignal | undefined;
  /** How many lines may wait for a slow reader. Beyond that, the logs are turned off until it has caught up. Default: 10,000. */
  readonly buffer?: number | undefined;
}

/** What a log stream needs of a WebSocket: the platform's, or that of the package `ws`. */
export type WebSocketClass = new (url: string) => WebSocketConnection;

/** What a log stream needs of an open WebSocket. */
export interface WebSocketConnection {
  addEventListener(type: string, listener: (event: Event) => void): void;
  send(text: string): void;
  close(): void;
}
