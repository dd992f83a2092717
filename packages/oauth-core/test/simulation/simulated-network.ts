import type { Fetch } from '../../src/fetch.ts';
import type { RequestFault } from './faults.ts';
import type { Verdict } from './simulated-authority.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { World } from './world.ts';

export const tokenUrl = 'https://authority.example/token';
export const revocationUrl = 'https://authority.example/revoke';
export const apiOrigin = 'https://api.example';

/** One token request on its way. */
export interface Presentation {
  readonly process: SimulatedProcess;
  readonly grantType: string;
  /** The refresh token or code; empty for client credentials. */
  readonly token: string;
  readonly calledAt: number;
  readonly fault: RequestFault | undefined;
  /** Milliseconds after which the process gave up, by its own clock. */
  gaveUpAfter?: number;
  /** Milliseconds, by true time, that it had run since its last freeze when it gave up. */
  thawedFor?: number;
  leftAt?: number;
  /** Milliseconds until the answer arrived, by true time. */
  tookMs?: number;
  verdict?: Verdict;
  /** What the process made of it: `unused`: it knows that nothing was used up; `unknown`: it gave up, or can't read the answer. */
  end?: 'granted' | 'refused' | 'unused' | 'unknown';
}

/** Is told what happens on the way to the token endpoint. */
export interface NetworkWatcher {
  called(presentation: Presentation): void;
  processed(presentation: Presentation): void;
  /** The API refused this access token, and the process knows. */
  refused(process: SimulatedProcess, accessToken: string): void;
}

/** The fetch of one process: to the token endpoint, and to an API that takes the tokens. */
export function createSimulatedFetch(world: World, process: SimulatedProcess, watcher: NetworkWatcher): Fetch {
  const { authority, dice, faults, point, timeline, timeout, trace } = world;

  const resource = (headers: Headers): Promise<Response> =>
    new Promise((resolve) => {
      const token = headers.get('authorization')?.slice('Bearer '.length) ?? '';
      timeline.after(dice.between(1, 50), () => {
        const status = authority.accepts(token) && !faults.happens('resource refuses', 0.5) ? 200 : 401;
        timeline.after(dice.between(1, 50), () => {
          process.resume(() => {
            trace(() => `${process.name} ← API ${status} to ${token}`);
            if (status === 401) watcher.refused(process, token);
            resolve(new Response(null, { status }));
          });
        });
      });
    });

  const token = (parameters: URLSearchParams, signal: AbortSignal | null | undefined): Promise<Response> =>
    new Promise((resolve, reject) => {
      const fault = faults.request(process);
      const calledAt = process.clock.now();
      const presentation: Presentation = {
        process,
        grantType: parameters.get('grant_type') ?? '',
        token: parameters.get('refresh_token') ?? parameters.get('code') ?? '',
        calledAt: timeline.now(),
        fault,
      };
      const way = fault === 'slow' ? Math.floor(timeout / 4) : 100;
      trace(
        () =>
          `${process.name} → authority ${presentation.grantType} ${presentation.token}${fault ? ` (${fault})` : ''}`,
      );
      watcher.called(presentation);

      const finish = (end: NonNullable<Presentation['end']>, give: () => void): void =>
        process.resume(() => {
          if (presentation.end) return;
          presentation.end = end;
          presentation.tookMs = timeline.now() - presentation.calledAt;
          trace(() => `${process.name} ← authority ${presentation.token}: ${end}`);
          give();
        });
      const fail = (end: 'unused' | 'unknown', code: string): void =>
        finish(end, () => reject(new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })));
      const answer = (end: NonNullable<Presentation['end']>, status: number, body: string, more: object = {}): void => {
        const late = fault === 'answered too late' ? timeout + dice.between(200, 20_000) : 0;
        timeline.after(late + dice.between(1, way), () => {
          const headers = { date: new Date(timeline.now()).toUTCString(), ...more };
          finish(end, () => resolve(new Response(body, { status, headers })));
          point('request answered', process);
        });
      };
      signal?.addEventListener(
        'abort',
        () => {
          if (presentation.end) return;
          presentation.end = 'unknown';
          presentation.gaveUpAfter = process.clock.now() - calledAt;
          presentation.thawedFor = timeline.now() - process.thawedAt;
          trace(() => `${process.name} gives the request with ${presentation.token} up`);
          reject(signal.reason);
        },
        { once: true },
      );

      // Connecting: a frozen process doesn't send before it thaws.
      timeline.after(dice.between(0, 200), () => process.resume(leave));
      point('request called', process);

      function leave(): void {
        if (presentation.end) return;
        if (fault === 'no connection') {
          fail('unused', dice.pick(['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH']));
          return;
        }
        presentation.leftAt = timeline.now();
        if (fault === 'reset before processing') timeline.after(dice.between(1, 100), reset);
        else if (fault !== 'request lost') {
          const late = fault === 'arrives late' ? timeout + dice.between(200, 60_000) : 0;
          timeline.after(late + dice.between(1, way), arrive);
          point('request left', process);
        }
      }

      function reset(): void {
        fail('unknown', 'ECONNRESET');
      }

      function arrive(): void {
        if (fault === 'rate limited') {
          answer('unused', 429, '{"error":"slow_down"}', { 'retry-after': dice.pick(['0', '1', '2', '60']) });
        } else if (fault === 'server error') answer('unknown', dice.pick([500, 503]), '{"error":"server_error"}');
        else if (fault === 'HTML error') answer('unknown', 502, '<html>Bad gateway</html>');
        else if (fault === 'client refused') answer('unused', 401, '{"error":"invalid_client"}');
        else judge();
      }

      function judge(): void {
        const verdict = authority.token(parameters);
        presentation.verdict = verdict;
        trace(() => `authority: ${presentation.token} ${verdict.kind} ${JSON.stringify(verdict.json)}`);
        watcher.processed(presentation);
        const body = JSON.stringify(verdict.json);
        if (verdict.kind === 'refused') answer('refused', 400, body);
        else if (fault === 'answer cut off') answer('unknown', 200, body.slice(0, body.length / 2));
        else if (fault === 'HTML after processing') answer('unknown', 200, '<html>Welcome</html>');
        else if (fault === 'server error after processing') answer('unknown', 500, '{"error":"server_error"}');
        else if (fault === 'reset after processing') timeline.after(dice.between(1, way), reset);
        else if (fault !== 'answer lost') answer('granted', 200, body);
      }
    });

  const revocation = (parameters: URLSearchParams): Promise<Response> =>
    new Promise((resolve) => {
      timeline.after(dice.between(1, 100), () => {
        authority.revoke(parameters.get('token') ?? '');
        timeline.after(dice.between(1, 100), () => process.resume(() => resolve(new Response(null, { status: 200 }))));
      });
    });

  return async (input, init = {}) => {
    const parameters = (): URLSearchParams => new URLSearchParams(String(init.body));
    if (String(input) === tokenUrl) return token(parameters(), init.signal);
    return String(input) === revocationUrl ? revocation(parameters()) : resource(new Headers(init.headers));
  };
}
