import type { Authority, Authorization, AuthorizationState, ServiceName } from '../authority.ts';
import type { FaultPlan, ScheduledFault } from '../fault-plan.ts';
import type { Log, LogEntry } from '../log.ts';
import { belongs, countRequests } from './operations.ts';

/** What the page shows of the sandbox, at one moment: the answer of `/_sandbox/state.json`. */
export interface PageState {
  /** By the sandbox's clock: milliseconds since the epoch. */
  readonly now: number;
  /** How far the sandbox's clock is ahead of this machine's: milliseconds. */
  readonly aheadMs: number;
  /** How many arrived. */
  readonly requestCount: number;
  /** The newest, newest first. */
  readonly requests: readonly Readonly<LogEntry>[];
  readonly authorizationCount: number;
  /** The newest, newest first. */
  readonly authorizations: readonly Family[];
  readonly faults: readonly ScheduledFault[];
}

/** An authorisation with its last generations. */
export interface Family extends Authorization {
  /** How many generations came before those in `tokens`. */
  readonly earlierGenerations: number;
}

/** What has changed since the last message: only the requests and authorisations that did. */
export type PageChanges = Pick<PageState, 'now' | 'aheadMs'> & Partial<PageState>;

/** What the page looks into. */
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
/** Of one service that has not been asked for long: how far back its requests are looked for. */
const ENTRIES_SEARCHED = 20_000;

/** @param service Only requests and authorisations of this one. */
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
