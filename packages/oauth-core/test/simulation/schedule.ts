import { createDice } from './dice.ts';
import { drawFaults } from './faults.ts';
import type { Holder } from './holders.ts';
import { drawSetting } from './setting.ts';
import type { Freeze, SimulatedProcess } from './simulated-process.ts';
import { createStage, type Outcome } from './stage.ts';

const second = 1_000;

/** Runs the schedule of one seed to its end. The same seed gives the same schedule. */
export function runSchedule(seed: number, { isTraced = false } = {}): Promise<Outcome> {
  const dice = createDice(seed);
  const faults = drawFaults(dice);
  const setting = drawSetting(dice);
  const { lifetime, margin, needsPerson, rotation, slack, start, timeout, timing } = setting;
  const stage = createStage({
    setting,
    dice,
    faults,
    isTraced,
    at(moment, process) {
      // While the answer is on its way.
      if (moment === 'request processed' && faults.happens('store down', 0.2)) takeStoreDown();
      if (moment === 'request processed' && faults.happens('failover', 0.2)) cutReplicaOff();
      const happening = process.isFrozen ? undefined : faults.atPoint();
      if (happening === 'crash') holders.crash(process);
      else if (happening) freeze(process, happening);
    },
  });
  const { calls, custody, holders, rules, store, world } = stage;
  const { timeline } = world;

  function freeze(process: SimulatedProcess, how: 'short freeze' | 'long freeze'): void {
    const ms =
      how === 'short freeze'
        ? dice.between(20, Math.floor(slack * 0.8))
        : dice.between(timing.lease, 2 * (timing.lease + timing.watch));
    // Many short freezes would add up to a long one.
    if (!faults.isHarmful && process.frozenSince(0) + ms > slack * 0.8) return;
    const kind = dice.pick<Freeze>(['stopped', 'asleep']);
    world.trace(() => `${process.name} is ${kind} for ${ms} ms`);
    world.count(how);
    process.freeze(ms, kind);
  }

  function takeStoreDown(): void {
    store.goDown(dice.pick(['throws', 'hangs']));
    timeline.after(dice.between(1, 2 * (timing.lease + timing.watch)), store.comeBack);
  }

  function cutReplicaOff(): void {
    if (!setting.confirms) return;
    store.cutOff();
    const next = dice.chance(0.7) ? store.failOver : store.reconnect;
    timeline.after(dice.between(1, 2 * (timing.lease + timing.watch)), next);
  }

  /** Things that happen by themselves, at some moment of a round. */
  function disturb(): void {
    const some = holders.live();
    const holder = some[dice.between(0, some.length - 1)];
    if (holder === undefined) return;
    const { process } = holder;
    if (faults.happens('store down', 0.4)) takeStoreDown();
    if (faults.happens('wall clock set', 0.3)) {
      process.setWallClock(dice.between(-3_600, 3_600) * second);
      world.trace(() => `the wall clock of ${process.name} is set`);
    }
    if (faults.happens('monotonic clock leaps', 0.3)) {
      process.leap(dice.between(1, 100) * second);
      world.trace(() => `the monotonic clock of ${process.name} leaps`);
    }
    if (faults.happens('store clock drifts', 0.2)) store.moveClock(dice.between(-slack / 4, slack / 4));
    if (faults.happens('store clock leaps', 0.3)) store.leapClock(dice.between(slack, 2 * timing.lease));
    if (faults.happens('failover', 0.4)) cutReplicaOff();
    if (faults.happens('store loses writes', 0.3)) store.lose(dice.between(1, 3));
    if (faults.happens('crash while idle', 0.4) && isIdle(process)) holders.crash(process);
    if (faults.happens('clear', 0.4)) calls.forget(holder, 'clear');
    if (faults.happens('revoke', 0.3)) calls.forget(holder, 'revoke');
    if (needsPerson && faults.happens('consent', 0.4)) calls.consent(holder);
    if (needsPerson && faults.happens('connect', 0.4)) calls.connect(holder);
  }

  /** Nothing that it sent may be on its way, and nothing that it got may be missing in the store. */
  const isIdle = (process: SimulatedProcess): boolean =>
    rules.presentations.every(
      ({ process: who, end, verdict }) =>
        who !== process ||
        (end !== undefined && (verdict?.kind !== 'granted' || custody.isStored(verdict.pair.accessToken))),
    );

  /** Milliseconds until the access token in the store expires. */
  const left = (): number => (store.held?.record.expiresAt ?? timeline.now()) - timeline.now();

  async function round(): Promise<void> {
    const wait = dice.pick([
      left() - margin + dice.between(-1_000, 2_000),
      left() - margin + dice.between(-1_000, 2_000),
      left() + dice.between(0, 60_000),
      dice.between(0, 5_000),
    ]);
    // After an hour, a refused record is tried once more.
    await timeline.sleep(dice.chance(0.05) ? 3_700 * second : wait);
    const window = dice.pick([0, 20, 400, 3_000, 20_000]);
    for (const { process } of holders.live()) {
      const use = (): void => {
        const holder = holders.live().find(({ process: { name } }) => name === process.name);
        if (holder && !holder.process.isFrozen) calls.useToken(holder);
      };
      const most = faults.happens('resource refuses', 0.5) ? 12 : 3;
      for (let callers = dice.between(0, most); callers > 0; callers--) timeline.after(dice.between(0, window), use);
    }
    timeline.after(dice.between(0, window + 500), disturb);
    timeline.after(dice.between(0, window + 500), disturb);
    await timeline.sleep(window + dice.pick([0, 500, 5_000, timing.lease + timing.watch]));
  }

  const isQuiet = (): boolean =>
    holders.live().length >= setting.processes &&
    holders.live().every(({ process }) => !process.isFrozen) &&
    holders.background() === 0 &&
    rules.presentations.every(({ process, end }) => process.isGone || end !== undefined) &&
    calls.pending().length === 0;

  const all = (work: (holder: Holder) => Promise<void>): Promise<unknown> => Promise.all(holders.live().map(work));

  async function script(): Promise<void> {
    world.trace(() => `${rotation}, ${start}, lease ${timing.lease}, life ${lifetime}: ${faults.kinds.join(', ')}`);
    const areClocksOff = faults.kinds.length > 0 && dice.chance(0.1);
    for (const name of ['A', 'B', 'C'].slice(0, setting.processes)) {
      holders.start(name, areClocksOff && dice.chance(0.5) ? dice.between(-3_600, 3_600) * second : 0);
    }
    const [first] = holders.live();
    if (start === 'nothing' && first) calls.consent(first);
    for (let rounds = dice.between(1, 3); rounds > 0; rounds--) await round();

    world.trace(() => 'no more faults');
    faults.stop();
    store.comeBack();
    store.reconnect();
    const deadline = timeline.now() + 8 * (timing.lease + timing.watch) + 4 * timeout;
    while (!isQuiet() && timeline.now() < deadline) await timeline.sleep(500);
    if (!isQuiet()) return world.fail('P4', `still waiting: ${calls.pending().join(', ')}`);
    await timeline.sleep(31 * second); // earlier refusals no longer count
    await all(calls.examine);

    await timeline.sleep(left() - margin / 2);
    const before = rules.presentations.length;
    await all(calls.examine);
    const made = rules.presentations.slice(before).filter(({ end }) => end === 'granted').length;
    const isOff = ({ process }: Holder): boolean => Math.abs(process.clock.now() - timeline.now()) > 2_000;
    if (made > 1 && !holders.live().some(isOff)) world.fail('P6', `${made} requests for one expiry`);
    await all(calls.dispose);
    custody.finish();
    // A store that fails for one process alone counts as a lost answer, R1.
    const lost = custody.losses.filter((excuse) => excuse !== 'R1');
    if (!faults.isHarmful && lost.length > 0) world.fail('P7', `lost by ${lost}, and nothing harmful had happened`);
  }

  return stage.play(script);
}
