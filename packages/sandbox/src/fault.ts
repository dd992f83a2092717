import type { Clock } from './clock.ts';
import type { Answer } from './exchange.ts';
import type { Operation } from './log.ts';
import type { Random } from './random.ts';

/** What goes wrong with one request. Times are milliseconds by the sandbox's clock. */
export type Fault =
  /** It takes `ms` longer. */
  | { readonly kind: 'latency'; readonly ms: number; readonly when?: 'before-processing' | 'after-processing' }
  /** This status instead of the answer; the request is processed first only where `processed` says so. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** Text goes out as it is, anything else as JSON. Left out: an error as the service would write it. */
      readonly body?: unknown;
      /** The `Retry-After` header; whole seconds. */
      readonly retryAfterSeconds?: number;
      readonly processed?: boolean;
    }
  /** A page for people where JSON was asked for; 502 by default. */
  | { readonly kind: 'html'; readonly status?: number; readonly processed?: boolean }
  /** Processed; the head, half of the body, and the connection ends. */
  | { readonly kind: 'cut-off-body' }
  /** The connection is reset, and nothing was done. */
  | { readonly kind: 'reset-before-processing' }
  /** Everything was done, and the connection is reset. */
  | { readonly kind: 'drop-answer-after-processing' }
  /** Processed; the body takes `ms`. */
  | { readonly kind: 'slow-body'; readonly ms: number }
  /** Processed; the `Date` header is `offsetMs` off. */
  | { readonly kind: 'wrong-clock'; readonly offsetMs: number }
  /** Processed; `text/plain` by default. */
  | { readonly kind: 'wrong-content-type'; readonly contentType?: string }
  /** 307 to another origin by default; not processed. */
  | { readonly kind: 'redirect'; readonly location?: string; readonly status?: 301 | 302 | 303 | 307 | 308 }
  /** Processed; 64 MiB of JSON by default. */
  | { readonly kind: 'huge-body'; readonly bytes?: number };

/** Which requests a fault is for: one operation, one service's, or all. */
export type FaultTarget = Operation | 'cloud.*' | 'source.*' | 'dam.*' | '*';

/** A record, so that the compiler misses those that are missing. */
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

// A cast: `Object.keys` forgets the names that the record's type has.
export const faultTargets: readonly FaultTarget[] = Object.keys(TARGETS) as FaultTarget[];

/** Several at once happen in their order. */
export type Faults = Fault | readonly Fault[];

export interface FaultMatch {
  /** Only this route, written as in the log: `GET /applications/{applicationUuid}`. */
  readonly route?: string;
}

/** A fault that is there from the start: `startSandbox({ faults: [{ operation: 'cloud.token', every: 3, fault }] })`. */
export interface ScheduledFault extends FaultMatch {
  readonly operation: FaultTarget;
  readonly fault: Faults;
  /** The next so many requests. 1 where nothing else is said. */
  readonly times?: number;
  /** Each nth request. */
  readonly every?: number;
  /** Each request with this probability, from 0 to 1, by the sandbox's seed. */
  readonly probability?: number;
}

/** @throws {RangeError} By the calls that plan: a name, a count or a status that can't be. */
export interface FaultPlan {
  /** The next matching request that no earlier `next` has taken; the next `times` of them. */
  next(operation: FaultTarget, fault: Faults, options?: FaultMatch & { readonly times?: number }): void;
  /** Each nth matching request, counted from now. */
  every(n: number, operation: FaultTarget, fault: Faults, options?: FaultMatch): void;
  /** Each matching request with this probability, from 0 to 1; the same ones for the same seed. */
  random(probability: number, operation: FaultTarget, fault: Faults, options?: FaultMatch): void;
  /** Takes faults away: all, or those of one operation as it was written. */
  clear(operation?: FaultTarget): void;
  /** What is planned. */
  readonly planned: readonly ScheduledFault[];
}

interface Rule {
  readonly plan: ScheduledFault;
  readonly faults: readonly Fault[];
  left: number;
  seen: number;
}

export interface FaultSource extends FaultPlan {
  /** What this request meets. */
  take(operation: Operation, route: string | undefined): readonly Fault[];
}

const NONE: readonly Fault[] = [];

export function createFaultPlan(random: Random, scheduled: readonly ScheduledFault[] = []): FaultSource {
  let rules: Rule[] = [];

  const add = (plan: ScheduledFault): void => {
    // A cast: `Array.isArray` doesn't tell a readonly array from one fault.
    const faults = (Array.isArray(plan.fault) ? plan.fault : [plan.fault]) as readonly Fault[];
    checkPlan(plan, faults);
    rules.push({ plan, faults, left: plan.times ?? 1, seen: 0 });
  };
  for (const plan of scheduled) add(plan);

  return {
    next: (operation, fault, options = {}) => add({ operation, fault, times: 1, ...options }),
    every: (n, operation, fault, options = {}) => add({ operation, fault, every: n, ...options }),
    random: (probability, operation, fault, options = {}) => add({ operation, fault, probability, ...options }),
    clear(operation) {
      rules = operation === undefined ? [] : rules.filter((rule) => rule.plan.operation !== operation);
    },
    get planned() {
      return rules.map((rule) => (isOnce(rule) ? { ...rule.plan, times: rule.left } : rule.plan));
    },
    take(operation, route) {
      if (rules.length === 0) return NONE;
      let taken: readonly Fault[] | undefined;
      for (const rule of rules) {
        if (!isFor(rule.plan, operation, route)) continue;
        // The counted and the random ones see every request, whoever takes it, so that a run is the same each time.
        if (rule.plan.every !== undefined) {
          if (++rule.seen % rule.plan.every === 0) taken ??= rule.faults;
        } else if (rule.plan.probability !== undefined) {
          if (random.number() < rule.plan.probability) taken ??= rule.faults;
        } else if (taken === undefined) {
          taken = rule.faults;
          rule.left--;
        }
      }
      rules = rules.filter((rule) => !isOnce(rule) || rule.left > 0);
      return taken ?? NONE;
    },
  };
}

/** Names and numbers: a typo would be a fault that never happens. */
function checkPlan({ operation, times, every, probability }: ScheduledFault, faults: readonly Fault[]): void {
  const need = (holds: boolean, what: string): void => {
    if (!holds) throw new RangeError(`faults: ${what}`);
  };
  const isCount = (n: number): boolean => Number.isInteger(n) && n >= 1;
  need(faultTargets.includes(operation), `operation ${operation} is none of ${faultTargets.join(', ')}`);
  need(times === undefined || isCount(times), `times ${times} is not a whole number from 1 up`);
  need(every === undefined || isCount(every), `every ${every} is not a whole number from 1 up`);
  need(
    probability === undefined || (probability >= 0 && probability <= 1),
    `probability ${probability} is not from 0 to 1`,
  );
  for (const fault of faults) {
    need(Object.hasOwn(KINDS, fault.kind), `kind ${fault.kind} is none of ${Object.keys(KINDS).join(', ')}`);
    if (!('status' in fault) || fault.status === undefined) continue;
    need(
      isCount(fault.status) && fault.status >= 200 && fault.status <= 599,
      `status ${fault.status} is not from 200 to 599`,
    );
  }
}

/** A record, so that the compiler misses those that are missing. */
const KINDS: Readonly<Record<Fault['kind'], true>> = {
  latency: true,
  status: true,
  html: true,
  'cut-off-body': true,
  'reset-before-processing': true,
  'drop-answer-after-processing': true,
  'slow-body': true,
  'wrong-clock': true,
  'wrong-content-type': true,
  redirect: true,
  'huge-body': true,
};

const isOnce = (rule: Rule): boolean => rule.plan.every === undefined && rule.plan.probability === undefined;

function isFor(plan: ScheduledFault, operation: Operation, route: string | undefined): boolean {
  if (plan.route !== undefined && plan.route !== route) return false;
  const target = plan.operation;
  return target === operation || target === '*' || (target.endsWith('.*') && operation.startsWith(target.slice(0, -1)));
}

export interface FaultSurroundings {
  readonly clock: Clock;
  /** Where a redirect goes that names no location. */
  readonly elsewhere: string;
  /** The service's own way to write an error of this status. */
  errorAnswer(status: number): Answer;
}

/** Answers a request under its faults, in their order: the first is the outermost. */
export async function answerUnder(
  faults: readonly Fault[],
  surroundings: FaultSurroundings,
  process: () => Promise<Answer>,
): Promise<Answer> {
  const [fault, ...rest] = faults;
  if (fault === undefined) return process();
  const inner = (): Promise<Answer> => answerUnder(rest, surroundings, process);
  const { clock } = surroundings;

  switch (fault.kind) {
    case 'latency': {
      if (fault.when !== 'after-processing') await clock.sleep(fault.ms);
      const answer = await inner();
      if (fault.when === 'after-processing') await clock.sleep(fault.ms);
      return answer;
    }
    case 'status': {
      if (fault.processed === true) await inner();
      const standard = surroundings.errorAnswer(fault.status);
      const retryAfter =
        fault.retryAfterSeconds === undefined ? {} : { 'retry-after': String(fault.retryAfterSeconds) };
      const body =
        fault.body === undefined
          ? standard.body
          : typeof fault.body === 'string'
            ? fault.body
            : JSON.stringify(fault.body);
      const headers = { ...standard.headers, ...retryAfter, ...lowerCased(fault.headers) };
      return { status: fault.status, headers, ...(body === undefined ? {} : { body }) };
    }
    case 'html': {
      if (fault.processed === true) await inner();
      return {
        status: fault.status ?? 502,
        headers: { 'content-type': 'text/html; charset=utf-8' },
        body: '<!doctype html><html lang="en"><title>Bad gateway</title><h1>The site is experiencing difficulties</h1></html>\n',
      };
    }
    case 'cut-off-body':
      return { ...(await inner()), connection: 'cut-off' };
    case 'reset-before-processing':
      return { status: 0, connection: 'reset' };
    case 'drop-answer-after-processing':
      return { ...(await inner()), connection: 'reset' };
    case 'slow-body': {
      const answer = await inner();
      return answer.body === undefined ? answer : { ...answer, body: slowly(answer.body, fault.ms, clock) };
    }
    case 'wrong-clock':
      return withHeaders(await inner(), { date: new Date(clock.now() + fault.offsetMs).toUTCString() });
    case 'wrong-content-type':
      return withHeaders(await inner(), { 'content-type': fault.contentType ?? 'text/plain; charset=utf-8' });
    case 'redirect':
      return { status: fault.status ?? 307, headers: { location: fault.location ?? surroundings.elsewhere } };
    case 'huge-body':
      return withHeaders(
        { ...(await inner()), body: padding(fault.bytes ?? 64 * 2 ** 20) },
        { 'content-type': 'application/json' },
      );
  }
}

const withHeaders = (answer: Answer, headers: Readonly<Record<string, string>>): Answer => ({
  ...answer,
  headers: { ...answer.headers, ...headers },
});

const lowerCased = (headers: Readonly<Record<string, string>> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

const PIECES = 10;

async function* slowly(body: NonNullable<Answer['body']>, ms: number, clock: Clock): AsyncGenerator<Uint8Array> {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  if (!(bytes instanceof Uint8Array)) {
    await clock.sleep(ms);
    yield* bytes;
    return;
  }
  const size = Math.max(1, Math.ceil(bytes.length / PIECES));
  for (let offset = 0; offset < bytes.length; offset += size) {
    yield bytes.subarray(offset, offset + size);
    await clock.sleep(ms / PIECES);
  }
}

/** `{"padding":"xxx…"}` of `length` bytes, made as it is read. */
async function* padding(length: number): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  const [head, tail] = [encoder.encode('{"padding":"'), encoder.encode('"}')];
  yield head;
  const piece = new Uint8Array(2 ** 16).fill(0x78);
  for (let left = length - head.length - tail.length; left > 0; left -= piece.length) {
    yield left < piece.length ? piece.subarray(0, left) : piece;
  }
  yield tail;
}
