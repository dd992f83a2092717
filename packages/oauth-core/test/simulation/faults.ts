import type { Dice } from './dice.ts';
import type { SimulatedProcess } from './simulated-process.ts';

/** What one call of the store may meet. */
export type StoreFault =
  | 'throws' // not done
  | 'acknowledgement lost' // done, then an error
  | 'hangs' // not done, no answer
  | 'done, then hangs'
  | 'done late' // seconds later, when the caller has given up
  | 'slow' // within the time of a call
  | 'unconfirmed' // done, but not on enough replicas
  | 'sent twice'; // by a driver whose connection ended; the answer is that of the second one

/** What one token request may meet. After a fault of the first list, what was presented is as good as before. */
export type RequestFault = (typeof harmlessRequestFaults)[number] | (typeof harmfulRequestFaults)[number];

const storeFaults = [
  'throws',
  'acknowledgement lost',
  'hangs',
  'done, then hangs',
  'done late',
  'slow',
  'unconfirmed',
  'sent twice',
] as const satisfies StoreFault[];
const harmlessRequestFaults = [
  'no connection',
  'request lost',
  'reset before processing',
  'rate limited',
  'server error',
  'HTML error',
  'client refused',
  'slow',
] as const;
export const harmfulRequestFaults = [
  'answer lost',
  'reset after processing',
  'answer cut off',
  'HTML after processing',
  'server error after processing',
  'answered too late',
  'arrives late',
] as const;

/** When a process waits, or begins to wait. */
export type Moment =
  | 'get called'
  | 'get done'
  | 'get answered'
  | 'set called'
  | 'set done'
  | 'set answered'
  | 'request called'
  | 'request left'
  | 'request processed'
  | 'request answered';

/** What can go wrong in one schedule, and how often. Drawn once; switched off towards the end of the schedule. */
export interface Faults {
  readonly kinds: readonly string[];
  /** Somewhere in this schedule a new pair may get lost, and nobody could have prevented it. */
  readonly isHarmful: boolean;
  /** Something in this schedule may keep a process from writing a pair again after a failover, or write another. */
  readonly mayDelayWrites: boolean;
  stop(): void;
  storeCall(process: SimulatedProcess, call: 'get' | 'set'): StoreFault | undefined;
  request(process: SimulatedProcess): RequestFault | undefined;
  /** At a moment at which a process waits. */
  atPoint(): 'short freeze' | 'long freeze' | 'crash' | undefined;
  /** Whether something that this schedule allows happens now. */
  happens(kind: Rare, probability: number): boolean;
}

/** Faults that do not belong to one call. */
export type Rare =
  | 'store down'
  | 'wall clock set'
  | 'monotonic clock leaps'
  | 'store clock drifts'
  | 'store clock leaps'
  | 'store loses writes'
  | 'failover'
  | 'crash while idle'
  | 'caller leaves'
  | 'resource refuses'
  | 'clear'
  | 'consent'
  | 'connect'
  | 'revoke';

const rare: readonly { readonly kind: Rare; readonly share: number; readonly isHarmful?: true }[] = [
  { kind: 'store down', share: 0.25 },
  { kind: 'wall clock set', share: 0.2 },
  { kind: 'monotonic clock leaps', share: 0.1 },
  { kind: 'store clock drifts', share: 0.1 },
  { kind: 'store clock leaps', share: 0.05, isHarmful: true },
  { kind: 'store loses writes', share: 0.08, isHarmful: true },
  { kind: 'failover', share: 0.2, isHarmful: true },
  { kind: 'crash while idle', share: 0.3 },
  { kind: 'caller leaves', share: 0.3 },
  { kind: 'resource refuses', share: 0.15 },
  { kind: 'clear', share: 0.2 },
  { kind: 'consent', share: 0.3 },
  { kind: 'connect', share: 0.1 },
  { kind: 'revoke', share: 0.05 },
];

/** They keep no process from writing. */
const unrelated: readonly Rare[] = ['failover', 'caller leaves', 'resource refuses'];

export function drawFaults(dice: Dice): Faults {
  const isCalm = dice.chance(0.08);
  const isAboutFailovers = !isCalm && dice.chance(0.06); // after one, a pair can be lost only if something else fails
  const mayHarm = isAboutFailovers || (!isCalm && dice.chance(0.5));
  const isPlain = isCalm || isAboutFailovers;
  const happening = new Set<Rare>(
    isPlain
      ? isAboutFailovers
        ? unrelated
        : []
      : rare.filter(({ share, isHarmful }) => (!isHarmful || mayHarm) && dice.chance(share)).map(({ kind }) => kind),
  );
  const some = <T>(list: readonly T[], share: number): readonly T[] => list.filter(() => dice.chance(share));
  const storeKinds = isPlain || dice.chance(0.4) ? [] : some(storeFaults, 0.4);
  const requestKinds: readonly RequestFault[] =
    isCalm || dice.chance(0.3)
      ? []
      : [...some(harmlessRequestFaults, 0.4), ...(mayHarm ? some(harmfulRequestFaults, 0.4) : [])];
  const pointKinds = isPlain
    ? []
    : [
        ...(dice.chance(0.3) ? (['short freeze'] as const) : []),
        ...(mayHarm && dice.chance(0.3) ? (['long freeze'] as const) : []),
        ...(mayHarm && dice.chance(0.3) ? (['crash'] as const) : []),
      ];
  const storeRate = dice.pick([0.02, 0.08, 0.25]);
  const requestRate = dice.pick([0.2, 0.5, 0.8]);
  const pointRate = dice.pick([0.01, 0.04, 0.12]);
  let isOver = false;

  const draw = <T>(kinds: readonly T[], rate: number): T | undefined =>
    isOver || kinds.length === 0 || !dice.chance(rate) ? undefined : kinds[dice.between(0, kinds.length - 1)];

  return {
    kinds: [...storeKinds, ...requestKinds, ...pointKinds, ...happening],
    isHarmful: mayHarm,
    mayDelayWrites:
      storeKinds.length + pointKinds.length > 0 || [...happening].some((kind) => !unrelated.includes(kind)),
    stop() {
      isOver = true;
    },
    storeCall: () => draw(storeKinds, storeRate),
    request: () => draw(requestKinds, requestRate),
    atPoint: () => draw(pointKinds, pointRate),
    happens: (kind, probability) => !isOver && happening.has(kind) && dice.chance(probability),
  };
}
