import type { TokenRecord } from '../../src/token-record.ts';
import type { StoredToken, TokenStore } from '../../src/token-store.ts';
import type { StoreFault } from './faults.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { World } from './world.ts';

/** What the store has under its one key. */
export interface Held {
  readonly entry: StoredToken;
  readonly record: TokenRecord;
  /** By the store's clock. */
  readonly writtenAt: number;
}

/** Is told what happens in the store. */
export interface StoreWatcher {
  setBegan(process: SimulatedProcess, entry: StoredToken, replaces: string | undefined): void;
  /** The write is done, even if nobody hears of it. */
  written(process: SimulatedProcess, held: Held, before: Held | undefined): void;
  setAnswered(process: SimulatedProcess, held: Held, isConfirmed: boolean): void;
  getBegan(process: SimulatedProcess): number;
  /** `call` is what `getBegan` returned. */
  getAnswered(process: SimulatedProcess, call: number, held: Held | undefined, age: number | undefined): void;
}

export interface SimulatedStore {
  readonly held: Held | undefined;
  /** A store object for one process: what is in flight in a process belongs to its store object. */
  viewFor(process: SimulatedProcess): TokenStore;
  /** From now on calls fail, or get no answer. */
  goDown(how: 'throws' | 'hangs'): void;
  comeBack(): void;
  /** Its clock goes wrong by a little, or (`leapClock`) by more than claims can stand. */
  moveClock(ms: number): void;
  leapClock(ms: number): void;
  /** Loses the last acknowledged writes: then it has an older entry, or none. */
  lose(writes: number): void;
  /** From now on its replica gets nothing: writes are done, and not confirmed. */
  cutOff(): void;
  /** The replica gets what it lacks. */
  reconnect(): void;
  /** The replica takes its place: what that lacks is lost. */
  failOver(): void;
  /** Whether a failover has brought an older entry back. */
  hasGoneBack(): boolean;
  /** What nobody could help: R4, it has lost writes, and more than claims; R5, its clock has leapt. */
  readonly mishaps: ReadonlySet<'R4' | 'R5'>;
  /** Milliseconds that a process has lost, since then, to failed calls of its own while the store was up. */
  troubleSince(process: SimulatedProcess, time: number): number;
  /** Whether it was down for everyone at some time since then. */
  wasDownSince(time: number): boolean;
  /** An entry that was there before everything. */
  put(entry: StoredToken): void;
}

const records = new WeakMap<StoredToken, TokenRecord>();

export function recordOf(entry: StoredToken): TokenRecord {
  let record = records.get(entry);
  if (record === undefined) {
    record = JSON.parse(entry.value) as TokenRecord; // written by the sources under test
    records.set(entry, record);
  }
  return record;
}

/** About how many milliseconds pass until the next try: the call, a read after it, and the pause. */
const costs: Record<StoreFault, number> = {
  throws: 1_000,
  'acknowledgement lost': 0,
  hangs: 4_000,
  'done, then hangs': 4_000,
  'done late': 4_000,
  slow: 2_500,
  unconfirmed: 0,
  'sent twice': 0,
};

export function createSimulatedStore(world: World, watcher: StoreWatcher): SimulatedStore {
  const { confirms, count, dice, faults, latency, needsPerson, point, tellsAge, timeline, timing, trace } = world;
  const mishaps = new Set<'R4' | 'R5'>();
  const past: (Held | undefined)[] = [];
  let held: Held | undefined;
  let isCutOff = false;
  let hasGoneBack = false;
  /** When each access token was written first, and by whom. */
  const firstWrites = new Map<string, { readonly process: SimulatedProcess; readonly at: number }>();
  /** What the replica has while it is cut off. */
  let replica: Held | undefined;
  let clockAhead = 0;
  let down: 'throws' | 'hangs' | undefined;
  let lastDown = Number.NEGATIVE_INFINITY;
  const troubles: { readonly process: SimulatedProcess; readonly at: number; readonly costMs: number }[] = [];

  const storeNow = (): number => timeline.now() + clockAhead;
  const keep = (next: Held | undefined): void => {
    past.push(held);
    held = next;
  };
  const holding = (entry: StoredToken): Held => ({
    entry,
    record: recordOf(entry),
    writtenAt: storeNow(),
  });

  const call = <T>(
    process: SimulatedProcess,
    name: 'get' | 'set',
    detail: string,
    act: () => T,
    answered: (result: T, confirmed: boolean) => void,
  ): Promise<T> =>
    new Promise((resolve, reject) => {
      const fault = faults.storeCall(process, name);
      if (fault) troubles.push({ process, at: timeline.now(), costMs: costs[fault] });
      const answer = (text: string, give: () => void): void => {
        timeline.after(dice.between(0, latency), () => {
          process.resume(() => {
            trace(() => `${process.name} ← store ${text}`);
            give();
          });
          point(`${name} answered`, process);
        });
      };
      const fail = (why: string, more: object = {}): void =>
        answer(`${name}: ${why}`, () => reject(Object.assign(new Error(why), { name: 'StoreDown' }, more)));

      trace(() => `${process.name} → store ${name} ${detail}${fault ? ` (${fault})` : ''}`);
      const delay =
        fault === 'done late' ? dice.between(3_001, 20_000) : fault === 'slow' ? dice.between(200, 2_500) : 0;
      timeline.after(delay + dice.between(0, latency), () => {
        if (fault === 'hangs') return;
        if (down === 'hangs') return;
        if (down || fault === 'throws') return fail('the store is down');
        const once = act();
        const result = fault === 'sent twice' ? act() : once;
        point(`${name} done`, process);
        if (fault === 'done, then hangs' || fault === 'done late') return;
        if (fault === 'acknowledgement lost') return fail('connection reset');
        const isUnconfirmed = result === true && (fault === 'unconfirmed' || isCutOff);
        answer(`${name}: ${isUnconfirmed ? 'unconfirmed' : show(result)}`, () => {
          answered(result, !isUnconfirmed);
          if (isUnconfirmed) reject(Object.assign(new Error('not on enough replicas'), { unconfirmed: true }));
          else resolve(result);
        });
      });
      point(`${name} called`, process);
    });

  return {
    get held() {
      return held;
    },
    viewFor: (process) => ({
      async get() {
        const began = watcher.getBegan(process);
        const found = await call(
          process,
          'get',
          '',
          () => held && { held, age: storeNow() - held.writtenAt },
          (result) => watcher.getAnswered(process, began, result?.held, tellsAge ? result?.age : undefined),
        );
        return (
          found && {
            entry: found.held.entry,
            ...(tellsAge && { age: found.age }),
            ...(confirms && { unconfirmed: true }),
          }
        );
      },
      set(_, entry, { replaces }) {
        watcher.setBegan(process, entry, replaces);
        return call(
          process,
          'set',
          entry.revision,
          () => {
            if (held?.entry.revision !== replaces) return false;
            const before = held;
            keep(holding(entry));
            const { accessToken } = recordOf(entry);
            if (accessToken !== undefined && !firstWrites.has(accessToken)) {
              firstWrites.set(accessToken, { process, at: timeline.now() });
            }
            trace(() => `store holds ${show({ held })}`);
            if (held) watcher.written(process, held, before);
            return true;
          },
          (result, isConfirmed) => {
            if (result) watcher.setAnswered(process, holding(entry), isConfirmed);
          },
        );
      },
      async delete() {
        timeline.after(dice.between(0, latency), () => keep(undefined));
      },
    }),
    goDown(how) {
      down = how;
      lastDown = timeline.now();
      trace(() => `store is down (${how})`);
    },
    comeBack() {
      if (!down) return;
      trace(() => 'store is back');
      down = undefined;
      lastDown = timeline.now();
    },
    troubleSince: (process, time) =>
      troubles.reduce((sum, { at, costMs, process: who }) => sum + (who === process && at >= time ? costMs : 0), 0),
    wasDownSince: (time) => lastDown >= time,
    mishaps,
    moveClock,
    leapClock(ms) {
      moveClock(ms);
      mishaps.add('R5');
      count('store clock leaps');
    },
    lose(writes) {
      mishaps.add('R4');
      count('store loses writes');
      for (let left = writes; left > 0 && past.length > 0; left--) held = past.pop();
      trace(() => `store loses ${writes} writes and holds ${show({ held })}`);
    },
    cutOff() {
      if (isCutOff) return;
      isCutOff = true;
      replica = held;
      trace(() => 'the replica is cut off');
    },
    reconnect() {
      if (isCutOff) trace(() => 'the replica is back');
      isCutOff = false;
    },
    failOver() {
      if (!isCutOff) return;
      isCutOff = false;
      count('failover');
      const [lost, left] = [held, replica].map((one) => one?.record);
      const isTheSame = (['generation', 'accessToken', 'refreshToken', 'ended'] as const).every(
        (field) => lost?.[field] === left?.[field],
      );
      if (isTheSame) count(`failover: ${held === replica ? 'nothing' : 'claims'} lost`);
      else if (comesBack(lost)) count('failover: pair lost, and to come back');
      else mishaps.add('R4');
      hasGoneBack ||= held !== replica;
      held = replica;
      trace(() => `the replica takes over and holds ${show({ held })}`);
    },
    hasGoneBack: () => hasGoneBack,
    put(entry) {
      keep(holding(entry));
    },
  };

  /** Whether the process that has this pair can write it again in time, whatever else happens in this schedule. */
  function comesBack({ accessToken, ended }: Partial<TokenRecord> = {}): boolean {
    const first = firstWrites.get(accessToken ?? '');
    const isInTime = first !== undefined && timeline.now() < first.at + timing.lease - 2_000;
    return needsPerson && !ended && isInTime && !first.process.isGone && !faults.mayDelayWrites;
  }

  function moveClock(ms: number): void {
    clockAhead += ms;
    trace(() => `the store's clock moves by ${ms} ms`);
  }

  function show(result: unknown): string {
    const found = Object(result) as { held?: Held };
    if (!('held' in found)) return String(result);
    if (!found.held) return 'nothing';
    const { entry, record } = found.held;
    const { generation, accessToken = '-', refreshToken = '-', claim, ended } = record;
    const life = record.expiresAt === undefined ? '' : ` for ${(record.expiresAt - timeline.now()) / 1_000} s`;
    return `${entry.revision}: g${generation} ${accessToken}${life} ${refreshToken}${claim ? ` claimed by ${claim.holder}` : ''}${ended ? ` ended (${ended.why}, ${ended.reason})` : ''}`;
  }
}
