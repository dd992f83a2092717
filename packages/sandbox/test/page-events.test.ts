import { createSandbox, type Sandbox, stoppedClock } from '@acme/sandbox';
import { describe, expect, it } from 'vitest';
import { createAuthority } from '../src/authority.ts';
import { createFaultPlan } from '../src/fault-plan.ts';
import { createLog, type Log } from '../src/log.ts';
import { streamEvents } from '../src/page/events.ts';
import type { PageState } from '../src/page/state.ts';
import { createRandom } from '../src/random.ts';
import { cloudToken, damSignIn } from './support/requests.ts';

interface Message {
  readonly name: string;
  readonly data: Partial<PageState>;
}

function readMessage(text: string): Message {
  const [, name = '', data = ''] = /^event: (\w+)\ndata: (.+)\n\n$/.exec(text) ?? [];
  return { name, data: JSON.parse(data) as Partial<PageState> }; // what `events.ts` writes
}

/** The stream that a viewer gets from the sandbox, message by message. */
async function view(
  sandbox: Sandbox,
  query = '',
): Promise<{ next(): Promise<Message | 'end'>; leave(): Promise<void> }> {
  const response = await sandbox.fetch(`${sandbox.origin}/_sandbox/events${query}`);
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const reader = response.body?.getReader();
  if (reader === undefined) throw new Error('The stream has no body.');
  return {
    async next() {
      const { value, done } = await reader.read();
      return done ? 'end' : readMessage(new TextDecoder().decode(value));
    },
    leave: () => reader.cancel(),
  };
}

describe('the stream of events', () => {
  it('begins with the whole state, and goes on with changes', async () => {
    const sandbox = createSandbox({ clock: stoppedClock() });
    await cloudToken(sandbox);
    const viewer = await view(sandbox);

    const first = await viewer.next();
    await damSignIn(sandbox);
    sandbox.faults.next('dam.api', { kind: 'html' });
    const second = await viewer.next();
    await viewer.leave();

    expect(first).toMatchObject({
      name: 'state',
      data: { requestCount: 1, requests: [{ operation: 'cloud.token', status: 200 }] },
    });
    expect(second).toMatchObject({
      name: 'changes',
      data: {
        requests: expect.arrayContaining([expect.objectContaining({ operation: 'dam.token', status: 200 })]),
        authorizations: [{ service: 'dam', generation: 1, alive: true }],
        faults: [{ operation: 'dam.api' }],
      },
    });
  });

  it('reports what the clock or a test did to tokens, even without a request', async () => {
    const sandbox = createSandbox({ clock: stoppedClock() });
    await damSignIn(sandbox);
    const viewer = await view(sandbox, '?service=dam');
    await viewer.next();

    sandbox.advance(8 * 3_600_000);
    const expired = await viewer.next();
    sandbox.revokeAuthorization(sandbox.authorizations.at(-1)?.id ?? '');
    const revoked = await viewer.next();
    await viewer.leave();

    expect(expired).toMatchObject({
      data: { authorizations: [{ tokens: [{ state: 'spent' }, { state: 'expired' }, { state: 'live' }] }] },
    });
    expect(revoked).toMatchObject({ data: { authorizations: [{ alive: false, why: 'revoked' }] } });
  });

  it('ends when the sandbox is closed', async () => {
    const sandbox = createSandbox();
    const viewer = await view(sandbox);
    await viewer.next();

    await sandbox.close();

    expect(await viewer.next()).toBe('end');
  });
});

describe('the stream of events under load', () => {
  /** A stream whose time the test moves, on a log that counts its watchers. */
  function watched() {
    let aheadMs = 0;
    const machineClock = { now: () => 0 };
    const clock = { now: () => aheadMs };
    const log = createLog(100_000);
    let watchers = 0;
    const counting: Log = {
      ...log,
      watch(listener) {
        watchers++;
        const stop = log.watch(listener);
        return () => {
          watchers--;
          stop();
        };
      },
    };
    const random = createRandom(1);
    const authority = createAuthority(clock, random);
    const observed = { clock, machineClock, log: counting, authority, faults: createFaultPlan(random) };
    const slept: number[] = [];
    const stream = streamEvents(
      observed,
      undefined,
      async (ms) => void slept.push(ms),
      () => false,
    );
    const next = async (): Promise<Message> => readMessage(new TextDecoder().decode((await stream.next()).value));
    const arrive = (count: number): void => {
      for (let i = 0; i < count; i++) {
        const entry = log.add({ at: 0, operation: 'dam.api', method: 'GET', url: `/${i}`, requestId: '' });
        entry.status = 200;
        log.changed(entry);
      }
    };
    const advance = (ms: number): void => {
      aheadMs += ms;
    };
    return { stream, next, arrive, advance, slept, watchers: () => watchers };
  }

  it('sends the newest hundred of five thousand requests, and counts all', async () => {
    const { next, arrive } = watched();
    await next();

    arrive(5000);
    const { data } = await next();

    expect(data.requestCount).toBe(5000);
    expect(data.requests?.map(({ number }) => number)).toEqual(Array.from({ length: 100 }, (_, i) => 5000 - i));
  });

  it('sends at most five messages a second, and one a second if nothing happens', async () => {
    const { next, arrive, slept } = watched();
    await next();

    arrive(1);
    await next();
    expect(slept).toEqual([200]);
    await next();
    expect(slept).toEqual([200, 200, 200, 200, 200, 200]);
  });

  it('reports at once that the clock was moved', async () => {
    const { next, advance, slept } = watched();
    await next();

    advance(60_000);

    expect((await next()).data).toEqual({ now: 60_000, aheadMs: 60_000 });
    expect(slept).toEqual([200]);
  });

  it('watches the log only while there is a viewer', async () => {
    const { stream, next, watchers } = watched();

    const before = watchers();
    await next();
    const during = watchers();
    await stream.return(undefined);

    expect([before, during, watchers()]).toEqual([0, 1, 0]);
  });
});
