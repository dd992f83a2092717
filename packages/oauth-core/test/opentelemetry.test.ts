import { AsyncLocalStorage } from 'node:async_hooks';
import { inspect } from 'node:util';
import {
  type Context,
  type ContextManager,
  context,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  InMemoryMetricExporter,
  MeterProvider,
  type MetricData,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createTokenSource, memoryStore } from '../src/index.ts';
import { openTelemetry } from '../src/opentelemetry.ts';
import { arrivalOf, cloudTokens, inAnotherProcess, signedInAtDam, storedTokens } from './support/sources.ts';

/** An SDK that keeps everything in memory, and the listener that feeds it. */
function telemetry() {
  const exporter = new InMemorySpanExporter();
  const tracerProvider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  const metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter: metricExporter, exportIntervalMillis: 1_000_000 });
  const meterProvider = new MeterProvider({ readers: [reader] });
  onTestFinished(async () => {
    await tracerProvider.shutdown();
    await meterProvider.shutdown();
  });
  const metricOf = async (name: string): Promise<MetricData | undefined> => {
    await meterProvider.forceFlush();
    const { scopeMetrics = [] } = metricExporter.getMetrics().at(-1) ?? {};
    return scopeMetrics.flatMap(({ metrics }) => metrics).find(({ descriptor }) => descriptor.name === name);
  };
  const pairOf = <T>({ attributes, value }: DataPoint<T>) => [attributes, value] as const;
  return {
    tracerProvider,
    onEvent: openTelemetry({ tracerProvider, meterProvider }),
    spans: () => exporter.getFinishedSpans(),
    /** What a counter has counted, by its attributes. */
    async counts(name: string) {
      const metric = await metricOf(name);
      return metric?.dataPointType === DataPointType.SUM ? metric.dataPoints.map(pairOf) : [];
    },
    /** What a histogram has recorded, by its attributes. */
    async histogram(name: string) {
      const metric = await metricOf(name);
      return metric?.dataPointType === DataPointType.HISTOGRAM ? metric.dataPoints.map(pairOf) : [];
    },
  };
}

/** Makes spans active across awaits, as an app's SDK does. */
function activeSpans(): void {
  const storage = new AsyncLocalStorage<Context>();
  const manager: ContextManager = {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (active, work, self, ...rest) => storage.run(active, () => work.call(self, ...rest)),
    bind: (_, target) => target,
    enable: () => manager,
    disable: () => manager,
  };
  context.setGlobalContextManager(manager);
  onTestFinished(() => context.disable());
}

const milliseconds = ([seconds, nanoseconds]: readonly [number, number]): number => seconds * 1_000 + nanoseconds / 1e6;

describe('openTelemetry', () => {
  it('makes a span of each token request, with its grant, status and times', async () => {
    const { onEvent, spans, histogram } = telemetry();
    const { sandbox, tokens } = await cloudTokens({ onEvent, holder: 'worker 7' });
    sandbox.advance(3_600_000); // times come from the source's clock, not from the platform's
    sandbox.faults.next('cloud.token', { kind: 'latency', ms: 2_000 });
    const before = sandbox.clock.now();

    const asked = tokens.getToken();
    await arrivalOf(sandbox, 'cloud.token');
    sandbox.advance(2_000);
    await asked;

    const [span, ...more] = spans();
    expect(more).toEqual([]);
    expect(span).toMatchObject({
      name: 'oauth.token_request',
      kind: SpanKind.CLIENT,
      status: { code: SpanStatusCode.UNSET },
      attributes: {
        'oauth.grant_type': 'client_credentials',
        'oauth.attempt': 1,
        'oauth.key': tokens.key,
        'oauth.holder': 'worker 7',
        'oauth.generation': 0,
        'http.response.status_code': 200,
      },
    });
    expect(Object.keys(span?.attributes ?? {}).filter((name) => name.includes('grant'))).toEqual(['oauth.grant_type']);
    const after = sandbox.clock.now();
    const start = milliseconds(span?.startTime ?? [0, 0]);
    expect(start).toBeGreaterThan(before - 1);
    expect(start).toBeLessThan(after - 1_999);
    const [[, seconds] = []] = await histogram('oauth.token_request.duration');
    expect(seconds?.sum).toBeGreaterThanOrEqual(2);
    expect(seconds?.sum).toBeLessThanOrEqual((after - before) / 1_000);
    expect(milliseconds(span?.duration ?? [0, 0])).toBeGreaterThanOrEqual(2_000);
    // A request of 20 ms and one of 2 s are told apart.
    expect(seconds?.buckets.boundaries.filter((bound) => bound <= 2).length).toBeGreaterThan(5);
  });

  it('says what failed, and begins a new span for the repeat', async () => {
    const { onEvent, spans, histogram } = telemetry();
    const { sandbox, tokens } = await cloudTokens({ onEvent });
    sandbox.faults.next('cloud.token', { kind: 'status', status: 503, body: { error: 'server_error' } });
    sandbox.faults.next('cloud.token', { kind: 'drop-answer-after-processing' });

    await tokens.getToken();

    expect(
      spans().map(({ attributes, status }) => [
        status.code,
        attributes['http.response.status_code'],
        attributes['error.type'],
        attributes['oauth.sent'],
      ]),
    ).toEqual([
      [SpanStatusCode.ERROR, 503, 'server_error', 'maybe'],
      [SpanStatusCode.ERROR, undefined, 'token_request_failed', 'maybe'],
      [SpanStatusCode.UNSET, 200, undefined, undefined],
    ]);
    expect(spans()[0]?.status.message).toMatch(/gave no token \(503, server_error\)/);
    const durations = await histogram('oauth.token_request.duration');
    expect(durations.map(([attributes, value]) => [attributes, value.count])).toEqual([
      [
        {
          'oauth.grant_type': 'client_credentials',
          'http.response.status_code': 503,
          'error.type': 'server_error',
          'oauth.sent': 'maybe',
        },
        1,
      ],
      [{ 'oauth.grant_type': 'client_credentials', 'error.type': 'token_request_failed', 'oauth.sent': 'maybe' }, 1],
      [{ 'oauth.grant_type': 'client_credentials', 'http.response.status_code': 200 }, 1],
    ]);
  });

  it.each([
    ['Something is wrong with request 4711', 'token_request_failed'],
    ['e'.repeat(40), 'e'.repeat(40)],
    ['e'.repeat(41), 'token_request_failed'],
  ])('counts a failure by its error code, and never by a text of the server: %s', async (error, type) => {
    const { onEvent, histogram } = telemetry();
    const { sandbox, tokens } = await cloudTokens({ onEvent, retry: 0 });
    sandbox.faults.next('cloud.token', { kind: 'status', status: 400, body: { error } });

    await expect(tokens.getToken()).rejects.toThrow(error);

    const [[attributes] = []] = await histogram('oauth.token_request.duration');
    expect(attributes).toMatchObject({ 'error.type': type });
  });

  it('counts events by type, and by reason if an authorisation ended, but never by key', async () => {
    const { onEvent, counts } = telemetry();
    const { tokens } = await signedInAtDam({ onEvent });
    await tokens.clear();

    expect(await counts('oauth.token.events')).toEqual([
      [{ 'oauth.event': 'claimed' }, 1],
      [{ 'oauth.event': 'requested' }, 1],
      [{ 'oauth.event': 'answered' }, 1],
      [{ 'oauth.event': 'stored' }, 1],
      [{ 'oauth.event': 'ended', 'oauth.reason': 'cleared' }, 1],
    ]);
  });

  it('shows in the trace of a request what it waited for', async () => {
    activeSpans();
    const { onEvent, spans, histogram, tracerProvider } = telemetry();
    const { sandbox, tokens, options } = await signedInAtDam({ holder: 'worker 1' });
    sandbox.advance(9 * 3_600_000);
    sandbox.faults.next('dam.token', { kind: 'latency', ms: 3_000 });
    const renewing = tokens.getToken();
    await arrivalOf(sandbox, 'dam.token', 2);
    const waiter = inAnotherProcess(options, { onEvent });
    const page = tracerProvider.getTracer('app').startSpan('GET /page');

    await context.with(trace.setSpan(context.active(), page), () => waiter.getToken());
    page.end();
    await renewing;

    const [waited, adopted] = spans().find(({ name }) => name === 'GET /page')?.events ?? [];
    expect(waited).toMatchObject({ name: 'oauth.token.waited', attributes: { 'oauth.claimed_by': 'worker 1' } });
    expect(adopted).toMatchObject({ name: 'oauth.token.adopted', attributes: { 'oauth.key': 'person' } });
    expect(milliseconds(waited?.time ?? [0, 0])).toBeGreaterThan(Date.now() + 8 * 3_600_000); // by the source's clock
    const [[, wait] = []] = await histogram('oauth.token.wait.duration');
    expect(wait).toMatchObject({ count: 1 });
    expect(wait?.sum).toBeLessThan(60);
  });

  it('shows in the trace of a request that a store failed, with the code of the error', async () => {
    activeSpans();
    const { onEvent, spans, tracerProvider } = telemetry();
    const { options } = await cloudTokens({ onEvent });
    const tokens = createTokenSource({
      ...options,
      store: { ...options.store, get: () => Promise.reject(new Error('gone')) },
    });
    const page = tracerProvider.getTracer('app').startSpan('GET /page');

    await context.with(trace.setSpan(context.active(), page), () => tokens.getToken());
    page.end();

    expect(spans().find(({ name }) => name === 'GET /page')?.events).toMatchObject([
      { name: 'oauth.token.store_failed', attributes: { 'oauth.error': 'token_store_failed' } },
    ]);
  });

  it('puts a token request below the span that is active when it is sent', async () => {
    activeSpans();
    const { onEvent, spans, tracerProvider } = telemetry();
    const { tokens } = await cloudTokens({ onEvent });
    const page = tracerProvider.getTracer('app').startSpan('GET /page');

    await context.with(trace.setSpan(context.active(), page), () => tokens.getToken());

    expect(spans()[0]?.parentSpanContext?.spanId).toBe(page.spanContext().spanId);
  });

  it('serves many sources at once', async () => {
    const { onEvent, spans } = telemetry();
    const { options } = await cloudTokens({ onEvent });
    const sources = Array.from({ length: 20 }, (_, index) =>
      inAnotherProcess(options, {
        store: memoryStore({ clock: options.clock }),
        key: `app ${index % 5}`,
        holder: `worker ${index % 4}`,
      }),
    );

    await Promise.all(sources.map((source) => source.getToken()));

    const told = spans().map(({ attributes }) => `${attributes['oauth.key']} of ${attributes['oauth.holder']}`);
    expect(new Set(told).size).toBe(20);
    expect(spans().every(({ attributes }) => attributes['http.response.status_code'] === 200)).toBe(true);
  });

  it('ends the span of a request that ended without an event, when the next one begins', async () => {
    const { onEvent, spans } = telemetry();
    const { options } = await cloudTokens({ onEvent });
    let isFirst = true;
    const tokens = createTokenSource({
      ...options,
      fetch: async (input, init) => {
        if (!isFirst) return options.fetch(input, init);
        isFirst = false;
        throw Object.assign(new Error('dynamic'), { digest: 'DYNAMIC_SERVER_USAGE' });
      },
    });

    await expect(tokens.getToken()).rejects.toThrow('dynamic');
    await tokens.getToken();

    expect(spans().map(({ attributes }) => attributes['error.type'])).toEqual(['unanswered', undefined]);
  });

  it('tells no secret', async () => {
    const { onEvent, spans, histogram } = telemetry();
    const { sandbox, tokens, options } = await signedInAtDam({ onEvent });
    const { accessToken } = await tokens.getToken();
    const secrets = [accessToken, options.clientSecret ?? '', (await storedTokens(options.store)).refreshToken];
    sandbox.faults.next('dam.token', {
      kind: 'status',
      status: 400,
      body: { error: 'x', error_description: secrets.join() },
    });
    tokens.invalidate(await tokens.getToken());
    await expect(tokens.getToken()).rejects.toThrow();

    const told = inspect([spans(), await histogram('oauth.token_request.duration')], { depth: 12 });
    expect(told).toContain('token_request');
    for (const secret of secrets) expect(told).not.toContain(secret);
  });

  it('ignores events of other kinds, which a client tells the same listener', async () => {
    const { onEvent, spans, counts } = telemetry();

    onEvent({ type: 'log_gap' });

    expect(spans()).toEqual([]);
    expect(await counts('oauth.token.events')).toEqual([]);
  });

  it('uses the registered SDK, even if that is registered after the listener was made', async () => {
    const { tracerProvider, spans } = telemetry();
    const { tokens } = await cloudTokens({ onEvent: openTelemetry() });
    trace.setGlobalTracerProvider(tracerProvider);
    onTestFinished(() => trace.disable());

    await tokens.getToken();

    expect(spans().map(({ name }) => name)).toEqual(['oauth.token_request']);
  });

  it('does nothing if no SDK is registered', async () => {
    const { tokens, events } = await cloudTokens();
    const listen = openTelemetry();
    await tokens.getToken();

    expect(events.length).toBeGreaterThan(3);
    for (const event of events) expect(() => listen(event)).not.toThrow(); // a source would catch it
  });
});
