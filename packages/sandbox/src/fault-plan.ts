import { type Fault, type Faults, faultFields, faultKinds, neededNumber } from './fault.ts';
import type { Operation } from './log.ts';
import type { Random } from './random.ts';
import { check, checkNames, demand, finite, flag, milliseconds, oneOf, type Rule, wholeFrom } from './rule.ts';

/** Which requests a fault is for: those of one operation, of one service, or all. */
export type FaultTarget = Operation | 'cloud.*' | 'source.*' | 'dam.*' | '*';

/** A record, so that the compiler reports a target that is missing here. */
const TARGETS: Readonly<Record<FaultTarget, true>> = {
  'cloud.token': true,
  'cloud.api': true,
  'cloud.logstream': true,
  'cloud.*': true,
  'source.authorize': true,
  'source.token': true,
  'source.api': true,
  'source.*': true,
  'dam.authorize': true,
  'dam.token': true,
  'dam.revoke': true,
  'dam.api': true,
  'dam.*': true,
  page: true,
  elsewhere: true,
  '*': true,
};

// A cast: `Object.keys` gives strings, not the names in the record's type.
export const faultTargets: readonly FaultTarget[] = Object.keys(TARGETS) as FaultTarget[];

export const operations: readonly Operation[] = faultTargets.filter(
  (target): target is Operation => !target.endsWith('*'),
);

/** Which requests of an operation get a fault. */
export interface FaultMatch {
  /** Only this route, written as in the log: `GET /applications/{applicationUuid}`. */
  readonly route?: string | undefined;
}

/** A fault that is there from the start: `startSandbox({ faults: [{ operation: 'cloud.token', every: 3, fault }] })`. */
export interface ScheduledFault extends FaultMatch {
  readonly operation: FaultTarget;
  readonly fault: Faults;
  /** For the next requests, this many. Default: 1, if neither `every` nor `probability` is set. */
  readonly times?: number | undefined;
  /** For each nth request. */
  readonly every?: number | undefined;
  /** For each request with this probability, from 0 to 1. The same seed chooses the same requests. */
  readonly probability?: number | undefined;
}

/**
 * Decides which requests go wrong, and how.
 *
 * @throws {RangeError} from its calls, if an operation, a count or a status is not possible.
 */
export interface FaultPlan {
  /** For the next matching request that has no fault of an earlier plan, or for the next `times` of them. */
  next(operation: FaultTarget, fault: Faults, options?: FaultMatch & { readonly times?: number | undefined }): void;
  /** For each nth matching request, counted from now. */
  every(n: number, operation: FaultTarget, fault: Faults, options?: FaultMatch): void;
  /** For each matching request with this probability, from 0 to 1. The same seed chooses the same requests. */
  random(probability: number, operation: FaultTarget, fault: Faults, options?: FaultMatch): void;
  /** Removes the planned faults: all, or those that were planned with exactly this `operation`. */
  clear(operation?: FaultTarget): void;
  /** The faults that are planned now. */
  readonly planned: readonly ScheduledFault[];
}

/** A planned fault, with its counts. */
interface ActiveFault {
  readonly plan: ScheduledFault;
  readonly faults: readonly Fault[];
  left: number;
  seen: number;
}

export interface FaultSource extends FaultPlan {
  /** The faults of this request. */
  take(operation: Operation, route: string | undefined): readonly Fault[];
}

const NONE: readonly Fault[] = [];

export function createFaultPlan(random: Random, scheduled: readonly ScheduledFault[] = []): FaultSource {
  let active: ActiveFault[] = [];

  const add = (plan: ScheduledFault): void => {
    // A cast: for its types, `Array.isArray` does not rule out a readonly array.
    const faults = (Array.isArray(plan.fault) ? plan.fault : [plan.fault]) as readonly Fault[];
    checkPlan(plan, faults);
    active.push({ plan, faults, left: plan.times ?? 1, seen: 0 });
  };
  for (const plan of scheduled) add(plan);

  return {
    next: (operation, fault, options = {}) => add({ operation, fault, times: 1, ...options }),
    every: (n, operation, fault, options = {}) => add({ operation, fault, every: n, ...options }),
    random: (probability, operation, fault, options = {}) => add({ operation, fault, probability, ...options }),
    clear(operation) {
      if (operation !== undefined) demand('faults: operation', operation, TARGET);
      active = operation === undefined ? [] : active.filter(({ plan }) => plan.operation !== operation);
    },
    get planned() {
      return active.map((one) => (isOnce(one) ? { ...one.plan, times: one.left } : one.plan));
    },
    take(operation, route) {
      if (active.length === 0) return NONE;
      let taken: readonly Fault[] | undefined;
      for (const one of active) {
        if (!isFor(one.plan, operation, route)) continue;
        // `every` and `probability` count every request, even one that has a fault already: so each run is the same.
        if (one.plan.every !== undefined) {
          if (++one.seen % one.plan.every === 0) taken ??= one.faults;
        } else if (one.plan.probability !== undefined) {
          if (random.number() < one.plan.probability) taken ??= one.faults;
        } else if (taken === undefined) {
          taken = one.faults;
          one.left--;
        }
      }
      active = active.filter((one) => !isOnce(one) || one.left > 0);
      return taken ?? NONE;
    },
  };
}

/** Plans are checked, because one with a typo would never happen, or never end. */
const TARGET = oneOf(...faultTargets);
const KIND = oneOf(...faultKinds);
const PLAN = {
  route: {
    what: 'a method and a path, such as GET /applications',
    fits: (value: unknown) => typeof value === 'string' && /^[A-Z]+ \//.test(value),
  },
  times: wholeFrom(1),
  every: wholeFrom(1),
  probability: {
    what: 'from 0 to 1',
    fits: (value: unknown) => finite.fits(value) && Number(value) >= 0 && Number(value) <= 1,
  },
};
const FIELDS = {
  ms: milliseconds(),
  when: oneOf('before-processing', 'after-processing'),
  processed: flag,
  status: { what: 'from 200 to 599', fits: (value: unknown) => wholeFrom(200).fits(value) && Number(value) <= 599 },
  retryAfterSeconds: wholeFrom(0),
  bytes: wholeFrom(0),
};
const REDIRECT = { status: oneOf(301, 302, 303, 307, 308) };

/** One that can't be sent would look like a broken connection. */
const headerNamed = (name: string): Rule => ({
  what: 'a header that HTTP allows',
  fits(value) {
    try {
      new Headers([[name, String(value)]]);
      return true;
    } catch {
      return false;
    }
  },
});

function checkPlan(plan: ScheduledFault, faults: readonly Fault[]): void {
  demand('faults: operation', plan.operation, TARGET);
  checkNames('faults', plan, ['operation', 'fault', ...Object.keys(PLAN)]);
  check(plan, PLAN, 'faults: ');
  for (const fault of faults) {
    demand('faults: kind', fault?.kind, KIND);
    const name = neededNumber[fault.kind];
    if (name !== undefined) demand(`faults: ${name}`, Reflect.get(fault, name), finite);
    checkNames(`faults: ${fault.kind}`, fault, ['kind', ...faultFields[fault.kind]]);
    check(fault, fault.kind === 'redirect' ? REDIRECT : FIELDS, 'faults: ');
    for (const [header, value] of Object.entries(headersOf(fault)))
      demand(`faults: ${header}`, value, headerNamed(header));
  }
}

function headersOf(fault: Fault): object {
  if (fault.kind === 'status') return fault.headers ?? {};
  if (fault.kind === 'redirect') return { location: fault.location };
  return fault.kind === 'wrong-content-type' ? { 'content-type': fault.contentType } : {};
}

const isOnce = (one: ActiveFault): boolean => one.plan.every === undefined && one.plan.probability === undefined;

function isFor(plan: ScheduledFault, operation: Operation, route: string | undefined): boolean {
  if (plan.route !== undefined && plan.route !== route) return false;
  const target = plan.operation;
  return target === operation || target === '*' || (target.endsWith('.*') && operation.startsWith(target.slice(0, -1)));
}
