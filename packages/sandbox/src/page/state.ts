import type { Authority, Authorization, AuthorizationState, ServiceName } from '../authority.ts';
import type { FaultPlan, ScheduledFault } from '../fault-plan.ts';
import type { Log, LogEntry } from '../log.ts';
import { belongs, countRequests } from './operations.ts';

/** All that the page shows, at one moment. It is also the answer of `/_sandbox/state.json`. */
export interface PageState {
  /** Milliseconds since the epoch, by the sandbox's clock. */
  readonly now: number;
  /** How many milliseconds the sandbox's clock is ahead of this machine's. */
  readonly aheadMs: number;
  /** How many requests have arrived. */
  readonly requestCount: number;
  /** The newest requests, newest first. */
  readonly requests: readonly Readonly<LogEntry>[];
  readonly authorizationCount: number;
  /** The newest authorisations, newest first. */
  readonly authorizations: readonly Family[];
  readonly faults: readonly ScheduledFault[];
}

/** An authorisation with its last generations. */
export interface Family extends Authorization {
  /** How many generations came before those in `tokens`. */
  readonly earlierGenerations: number;
}

/** What has changed since the last message. It has only the new and changed requests and authorisations. */
export type PageChanges = Pick<PageState, 'now' | 'aheadMs'> & Partial<PageState>;

/** The parts of the sandbox that the page shows. */
export interface Observed {
  readonly clock: { now(): number };
  readonly machineClock: { now(): number };
  readonly log: Log;
  readonly authority: Authority;
  readonly faults: FaultPlan;
}

export const REQUESTS_SHOWN = 100;
export const AUTHORIZATIONS_SHOWN = 40;
const GENERATIONS_SHOWN = 5;
/** How many entries of the log are searched for the requests of one service, which may be long ago. */
const ENTRIES_SEARCHED = 20_000;

/** @param service If it is set, the state has only the requests and authorisations of this service. */
export function readState(observed: Observed, service: ServiceName | undefined): PageState {
  return {
    ...readTime(observed),
    requestCount: countRequests(observed.log, service),
    requests: newestRequests(observed.log, service),
    ...readAuthorizations(observed.authority, service),
    faults: observed.faults.planned,
  };
}

export function readTime({ clock, machineClock }: Observed): Pick<PageState, 'now' | 'aheadMs'> {
  const now = clock.now();
  return { now, aheadMs: Math.round((now - machineClock.now()) / 1000) * 1000 };
}

function newestRequests(log: Log, service: ServiceName | undefined): readonly Readonly<LogEntry>[] {
  const { entries } = log;
  const found: Readonly<LogEntry>[] = [];
  const last = Math.max(0, entries.length - ENTRIES_SEARCHED);
  for (let index = entries.length - 1; index >= last && found.length < REQUESTS_SHOWN; index--) {
    const entry = entries[index];
    if (entry !== undefined && belongs(entry.operation, service)) found.push(entry);
  }
  return found;
}

export function readAuthorizations(
  authority: Authority,
  service: ServiceName | undefined,
): Pick<PageState, 'authorizations' | 'authorizationCount'> {
  const all = authority.authorizations;
  const newest: AuthorizationState[] = [];
  let authorizationCount = 0;
  for (let index = all.length - 1; index >= 0; index--) {
    const authorization = all[index];
    if (authorization === undefined || (service !== undefined && authorization.service !== service)) continue;
    authorizationCount++;
    if (newest.length < AUTHORIZATIONS_SHOWN) newest.push(authorization);
  }
  return { authorizationCount, authorizations: newest.map((authorization) => toFamily(authority.view(authorization))) };
}

function toFamily(authorization: Authorization): Family {
  const earlierGenerations = Math.max(0, authorization.generation - GENERATIONS_SHOWN);
  const tokens = authorization.tokens.filter(({ generation }) => generation > earlierGenerations || generation === 0);
  return { ...authorization, tokens, earlierGenerations };
}
