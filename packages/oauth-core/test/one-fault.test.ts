import { beforeAll, describe, expect, it } from 'vitest';
import type { Moment, RequestFault, StoreFault } from './simulation/faults.ts';
import type { ScriptedStage } from './simulation/scripted-stage.ts';
import type { Setting } from './simulation/setting.ts';
import type { Freeze, SimulatedProcess } from './simulation/simulated-process.ts';
import { withBundle } from './simulation/simulation.ts';

/** What goes wrong once, for one process: at the `nth` of these moments, counted from 0. */
interface Fault {
  readonly name: string;
  readonly moment: Moment;
  place(stage: ScriptedStage, process: string, nth: number): void;
}

const none = (times: number): undefined[] => Array.from({ length: times }, () => undefined);

const storeFault =
  (call: 'get' | 'set') =>
  (fault: StoreFault): Fault => ({
    name: `store ${call}: ${fault}`,
    moment: `${call} called`,
    place: (stage, process, nth) => stage.nextStoreCalls(process, call, ...none(nth), fault),
  });

const requestFault = (fault: RequestFault): Fault => ({
  name: `token request: ${fault}`,
  moment: 'request called',
  place: (stage, process, nth) => stage.nextRequests(process, ...none(nth), fault),
});

const freeze =
  (seconds: number, how: Freeze) =>
  (moment: Moment): Fault => ({
    name: `${how} for ${seconds} s: ${moment}`,
    moment,
    place: (stage, name, nth) =>
      each(stage, moment, name, (process, index) => {
        if (index === nth) process.freeze(seconds * 1_000, how);
      }),
  });

/** Each time that a process comes to this moment. */
function each(
  stage: ScriptedStage,
  moment: Moment,
  name: string,
  work: (process: SimulatedProcess, index: number) => void,
  index = 0,
): void {
  stage.at(moment, name, (process) => {
    work(process, index);
    each(stage, moment, name, work, index + 1);
  });
}

const moments = [
  'get called',
  'get done',
  'get answered',
  'set called',
  'set done',
  'set answered',
  'request called',
  'request left',
  'request processed',
  'request answered',
] as const satisfies Moment[];

const faults: readonly Fault[] = [
  ...(['throws', 'slow'] as const).map(storeFault('get')),
  ...(['throws', 'acknowledgement lost', 'hangs', 'done, then hangs', 'done late', 'slow', 'sent twice'] as const).map(
    storeFault('set'),
  ),
  ...(['no connection', 'request lost', 'reset before processing', 'server error', 'HTML error', 'slow'] as const).map(
    requestFault,
  ),
  // A little longer than a call of the store may take, and a little shorter than a lease.
  ...moments.map(freeze(3.5, 'stopped')),
  ...moments.map(freeze(3.5, 'asleep')),
  ...moments.map(freeze(55, 'stopped')),
  ...moments.map(freeze(55, 'asleep')),
];

const settings: readonly Partial<Setting>[] = [
  {}, // a token that is due
  { tellsAge: false },
  { confirms: true },
  { start: 'seed' },
  { start: 'app', needsPerson: false },
];

describe('one fault, wherever it happens in one of two processes, is noticed by nobody:', () => {
  let playScript: typeof import('./simulation/scripted-stage.ts')['playScript'];
  beforeAll(async () => {
    playScript = await withBundle('scripted-stage.ts', undefined, async (url) => (await import(url.href)).playScript);
  });

  const play = async (setting: Partial<Setting>, script: (stage: ScriptedStage) => Promise<void>): Promise<void> => {
    const { violation, trace } = await playScript(script, setting);
    expect(violation, trace.join('\n')).toBeUndefined();
  };

  /** Plays a script with the fault at each of its moments, in each of the processes. It calls `begin` before these. */
  const playWith = async (
    { moment, place }: Fault,
    setting: Partial<Setting>,
    script: (stage: ScriptedStage, begin: () => void) => Promise<void>,
  ): Promise<void> => {
    let placements = 0;
    for (const name of ['A', 'B']) {
      let times = 0;
      await play(setting, (stage) => script(stage, () => each(stage, moment, name, () => times++)));
      for (let nth = 0; nth < times; nth++) {
        await play(setting, (stage) => script(stage, () => place(stage, name, nth)));
      }
      placements += times;
    }
    expect(placements).toBeGreaterThan(0);
  };

  it.each(faults)('$name, while both ask for a token', async (fault) => {
    for (const setting of settings) {
      await playWith(fault, setting, async (stage, begin) => {
        if (setting.start === undefined) await stage.untilDue();
        begin();
        const replies = await Promise.all([stage.ask('A'), stage.ask('B')]);

        const [first] = replies;
        expect(replies).toMatchObject([{ token: first.token }, { token: first.token }]);
        expect(first.token).toBeDefined();
        expect(stage.rules.presentations.filter(({ verdict }) => verdict?.kind === 'granted')).toHaveLength(1);
        expect(stage.custody.losses).toEqual([]);
      });
    }
  });

  // A code is presented only once.
  it.each(faults.filter(({ name }) => !name.startsWith('token request')))(
    '$name, while one signs in',
    async (fault) => {
      await playWith(fault, { start: 'nothing' }, async (stage, begin) => {
        begin();
        const code = stage.world.authority.consent();
        const { accessToken } = await stage.holder('A').source.exchange({ code, redirectUri: 'https://app.example/' });

        expect((await stage.ask('B')).token?.accessToken).toBe(accessToken);
      });
    },
  );

  it.each(faults.filter(({ moment }) => !moment.startsWith('request')))(
    '$name, while one passes tokens in, or signs out',
    async (fault) => {
      await playWith(fault, { start: 'nothing' }, async (stage, begin) => {
        begin();
        const { source } = stage.holder('A');
        const pair = stage.world.authority.mint();
        expect(await source.connect(pair)).toBe('stored');
        expect((await stage.ask('B')).token?.accessToken).toBe(pair.accessToken);
        await source.revoke();

        expect(stage.world.authority.accepts(pair.accessToken)).toBe(false);
        expect(stage.store.held?.record.ended).toMatchObject({ why: 'revoked' });
      });
    },
  );
});
