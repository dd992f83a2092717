import type { Authority, ServiceName } from './authority.ts';
import type { Clock } from './clock.ts';
import type { Answer, Arrival } from './exchange.ts';
import type { Operation } from './log.ts';
import type { SandboxOptions } from './options.ts';
import type { Random } from './random.ts';
import type { Context, Route } from './router.ts';

/** What the three services share. */
export interface World {
  /** Scheme, host and port; no slash at the end. */
  readonly origin: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly authority: Authority;
  readonly options: SandboxOptions;
}

/** One of the services: a table of routes below one path, and what all of them have in common. */
export interface Service {
  readonly name: ServiceName;
  /** Written by hand; the first match wins. */
  readonly routes: readonly Route[];
  /** Routes made from the API's document. They are loaded by the first request for which `routes` has none. */
  later?(): Promise<readonly Route[]>;
  /** Refuses a request before anything else is checked: one over the limit, or a write to a read-only site. */
  guard?(arrival: Arrival, operation: Operation): Answer | undefined;
  /** Checks the access token. An answer means that it is refused, `undefined` that an anonymous request may pass. */
  authenticate(context: Omit<Context, 'token'>): Context['token'] | Answer;
  /** An error as this service writes it. */
  error(status: number, operation: Operation, detail?: string): Answer;
  /** Headers of each of its answers. */
  headers?(): Readonly<Record<string, string>>;
}
