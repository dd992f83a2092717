import {
  type Attributes,
  type MeterProvider,
  type MetricOptions,
  metrics,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import type { OAuthEvent } from './events.ts';

/** Where spans and metrics go. */
export interface OpenTelemetryOptions {
  /** Default: the global one. */
  readonly tracerProvider?: TracerProvider | undefined;
  /** Default: the global one. */
  readonly meterProvider?: MeterProvider | undefined;
}

/** An event of a client that is not about its tokens; the same listener is called with it. */
interface OtherEvent {
  readonly type: string;
  readonly holder?: undefined;
}

type Requested = Extract<OAuthEvent, { readonly type: 'requested' }>;

const scope = '@acme/oauth-core';

/**
 * Turns the events of token sources into OpenTelemetry spans and metrics: `onEvent: openTelemetry()`. One listener
 * serves any number of sources. It ignores a client's other events, which are not about tokens.
 *
 * - A span `oauth.token_request` for each token request, below the span that is active when it is sent.
 * - A span event `oauth.token.<type>` on the active span for all others: a trace shows what its request waited for.
 * - A metric `oauth.token_request.duration` in seconds, by grant, status and error.
 * - A metric `oauth.token.wait.duration` in seconds: the time spent waiting for another process to renew.
 * - A metric `oauth.token.events`, counted by type, and by reason if an authorisation ended.
 *
 * Spans name the key, which may be a person's id; metrics don't. Register the SDK before you ask for the first token.
 */
export function openTelemetry(options: OpenTelemetryOptions = {}): (event: OAuthEvent | OtherEvent) => void {
  const running = new Map<string, Running>();
  let instruments: Instruments | undefined;

  return (event) => {
    if (event.holder === undefined) return;
    instruments ??= createInstruments(options); // not before the first event: the SDK may be registered later
    const { requests, waits, events, tracer } = instruments;
    const { type, at, key, holder } = event;
    const source = JSON.stringify([holder, key]); // it sends one token request at a time
    const current = running.get(source);
    events.add(1, { 'oauth.event': type, ...(type === 'ended' && { 'oauth.reason': event.reason }) });

    const end = (ending: Running, endedAt: number, failure: Attributes = {}): void => {
      running.delete(source);
      const { span, startedAt, attributes } = ending;
      requests.record((endedAt - startedAt) / 1_000, { ...attributes, ...failure });
      span.setAttributes({ ...attributes, ...failure }).end(endedAt);
    };

    if (type === 'requested') {
      // An error of a framework ended the request before, without an event.
      if (current) end(current, at, { 'error.type': 'unanswered' });
      const { grant, ...told } = event;
      const attributes = { 'oauth.grant_type': grant };
      const span = tracer.startSpan('oauth.token_request', {
        kind: SpanKind.CLIENT,
        startTime: at,
        attributes: { ...attributesOf(told), ...attributes },
      });
      running.set(source, { span, startedAt: at, attributes });
    } else if (type === 'answered' && current) {
      current.attributes = { ...current.attributes, 'http.response.status_code': event.status };
      // If the answer is a failure, that is the next event: it comes before this microtask, and ends the span.
      queueMicrotask(() => running.get(source) === current && end(current, at));
    } else if (type === 'failed' && current) {
      const { code, message } = event.error;
      const said = 'error' in event.error && /^\w{1,40}$/.test(event.error.error ?? '') && event.error.error;
      current.span.setStatus({ code: SpanStatusCode.ERROR, message });
      end(current, at, { 'error.type': said || code, 'oauth.sent': event.sent });
    } else {
      if (type === 'waited') waits.record(event.durationMs / 1_000);
      trace.getActiveSpan()?.addEvent(`oauth.token.${type}`, attributesOf(event), at);
    }
  };
}

interface Running {
  readonly span: Span;
  readonly startedAt: number;
  attributes: Attributes;
}

type Instruments = ReturnType<typeof createInstruments>;

/** With the bounds of the semantic conventions for HTTP, because the defaults of SDKs are made for milliseconds. */
const inSeconds: MetricOptions = {
  unit: 's',
  advice: {
    explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60],
  },
};

function createInstruments({ tracerProvider = trace, meterProvider = metrics }: OpenTelemetryOptions) {
  const meter = meterProvider.getMeter(scope);
  return {
    tracer: tracerProvider.getTracer(scope),
    requests: meter.createHistogram('oauth.token_request.duration', inSeconds),
    waits: meter.createHistogram('oauth.token.wait.duration', inSeconds),
    events: meter.createCounter('oauth.token.events', { unit: '{event}' }),
  };
}

/** The fields of an event as attributes: `claimedBy` becomes `oauth.claimed_by`. */
function attributesOf({ type: _, at: __, ...rest }: OAuthEvent | Omit<Requested, 'grant'>): Attributes {
  const attributes: Attributes = {};
  for (const [name, value] of Object.entries(rest)) {
    const told = typeof value === 'object' ? value.code : value; // an error's code
    attributes[`oauth.${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`] = told;
  }
  return attributes;
}
