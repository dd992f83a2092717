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
  /** This status instead of the answer. The request is processed first only if `processed` is `true`. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>> | undefined;
      /** Text is sent as it is, anything else as JSON. Left out: an error as the service writes it. */
      readonly body?: unknown;
      /** The `Retry-After` header, in whole seconds. */
      readonly retryAfterSeconds?: number | undefined;
      readonly processed?: boolean | undefined;
    }
  /** An HTML page instead of JSON. Default status: 502. */
  | { readonly kind: 'html'; readonly status?: number | undefined; readonly processed?: boolean | undefined }
  /** Processed; the head and half of the body are sent, then the connection ends. */
  | { readonly kind: 'cut-off-body' }
  /** Not processed; the connection is reset. */
  | { readonly kind: 'reset-before-processing' }
  /** Processed; the connection is reset instead of an answer. */
  | { readonly kind: 'drop-answer-after-processing' }
  /** Processed; it takes `ms` to send the body. */
  | { readonly kind: 'slow-body'; readonly ms: number }
  /** Processed; the `Date` header is `offsetMs` ahead, or behind if that is negative. */
  | { readonly kind: 'wrong-clock'; readonly offsetMs: number }
  /** Processed; the answer has this type. Default: `text/plain`. */
  | { readonly kind: 'wrong-content-type'; readonly contentType?: string | undefined }
  /** Not processed; a redirect. Default: 307, to another origin. */
  | {
      readonly kind: 'redirect';
      readonly location?: string | undefined;
      readonly status?: 301 | 302 | 303 | 307 | 308 | undefined;
    }
  /** Processed; this many bytes of JSON. Default: 64 MiB. */
  | { readonly kind: 'huge-body'; readonly bytes?: number | undefined };

/**
 * One fault, or several for the same request, in their order: the first is the outermost.
 *
 * A list has no `kind`: with that said, the compiler tells all kinds of a fault if one is wrong, and not the first one.
 */
export type Faults = Fault | (readonly Fault[] & { readonly kind?: never });

/** The fields of each kind. A record, so that the compiler reports a kind that is missing here. */
export const faultFields: {
  readonly [Kind in Fault['kind']]: readonly Exclude<keyof Extract<Fault, { kind: Kind }>, 'kind'>[];
} = {
  latency: ['ms', 'when'],
  status: ['status', 'headers', 'body', 'retryAfterSeconds', 'processed'],
  html: ['status', 'processed'],
  'cut-off-body': [],
  'reset-before-processing': [],
  'drop-answer-after-processing': [],
  'slow-body': ['ms'],
  'wrong-clock': ['offsetMs'],
  'wrong-content-type': ['contentType'],
  redirect: ['location', 'status'],
  'huge-body': ['bytes'],
};

/** The number that a kind needs. */
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

// A cast: `Object.keys` gives strings, not the names in the record's type.
export const faultKinds: readonly Fault['kind'][] = Object.keys(faultFields) as Fault['kind'][];

export interface FaultSurroundings {
  readonly clock: Clock;
  /** Where a redirect leads if the fault names no location. */
  readonly elsewhere: string;
  /** An error with this status, as the service writes it. */
  errorAnswer(status: number): Answer;
}

/** Answers a request that has faults. The first fault is the outermost. */
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

/** `{"padding":"xxx…"}`, `length` bytes in all. It is made while it is read. */
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
