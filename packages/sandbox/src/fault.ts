import type { Clock } from './clock.ts';
import type { Answer } from './exchange.ts';

/** What goes wrong with one request. Times are milliseconds by the sandbox's clock. */
export type Fault =
  /** It takes `ms` longer. */
  | {
      readonly kind: 'latency';
      readonly ms: number;
      readonly when?: 'before-processing' | 'after-processing' | undefined;
    }
  /** This status instead of the answer; the request is processed first only where `processed` says so. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>> | undefined;
      /** Text goes out as it is, anything else as JSON. Left out: an error as the service would write it. */
      readonly body?: unknown;
      /** The `Retry-After` header; whole seconds. */
      readonly retryAfterSeconds?: number | undefined;
      readonly processed?: boolean | undefined;
    }
  /** A page for people where JSON was asked for; 502 by default. */
  | { readonly kind: 'html'; readonly status?: number | undefined; readonly processed?: boolean | undefined }
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
  | { readonly kind: 'wrong-content-type'; readonly contentType?: string | undefined }
  /** 307 to another origin by default; not processed. */
  | {
      readonly kind: 'redirect';
      readonly location?: string | undefined;
      readonly status?: 301 | 302 | 303 | 307 | 308 | undefined;
    }
  /** Processed; 64 MiB of JSON by default. */
  | { readonly kind: 'huge-body'; readonly bytes?: number | undefined };

/** Several at once happen in their order. */
export type Faults = Fault | readonly Fault[];

/** The number that a kind can't do without. A record, so that the compiler misses the kinds that are missing. */
export const neededNumber: Readonly<Record<Fault['kind'], 'ms' | 'status' | 'offsetMs' | undefined>> = {
  latency: 'ms',
  status: 'status',
  html: undefined,
  'cut-off-body': undefined,
  'reset-before-processing': undefined,
  'drop-answer-after-processing': undefined,
  'slow-body': 'ms',
  'wrong-clock': 'offsetMs',
  'wrong-content-type': undefined,
  redirect: undefined,
  'huge-body': undefined,
};

// A cast: `Object.keys` forgets the names that the record's type has.
export const faultKinds: readonly Fault['kind'][] = Object.keys(neededNumber) as Fault['kind'][];

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
