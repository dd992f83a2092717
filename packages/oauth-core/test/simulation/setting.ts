import type { Profile } from '../../src/profile.ts';
import type { Timing } from '../../src/renewer.ts';
import type { Dice } from './dice.ts';

const second = 1_000;

/** What one schedule is about: drawn once. */
export interface Setting {
  readonly rotation: Profile['rotation'];
  /** What is there at first: a refresh token or a code in everyone's hands, an entry, nothing; `app`: no person at all. */
  readonly start: 'seed' | 'dead seed' | 'code' | 'held' | 'nothing' | 'app';
  readonly needsPerson: boolean;
  /** Milliseconds of one token request. */
  readonly timeout: number;
  readonly timing: Timing;
  /** Milliseconds by which a lease outlives a request that is sent, and answered, as late as it may be. */
  readonly slack: number;
  /** Milliseconds that an access token lives. */
  readonly lifetime: number;
  /** Milliseconds before its end at which an access token is due. */
  readonly margin: number;
  readonly retry: number;
  readonly hasWaitUntil: boolean;
  readonly tellsAge: boolean;
  /** The store waits for a replica, and its `get` says that it does not. */
  readonly confirms: boolean;
  /** Milliseconds for one way to the store, at most. */
  readonly latency: number;
  readonly processes: number;
}

export function drawSetting(dice: Dice): Setting {
  const starts = ['seed', 'seed', 'code', 'held', 'held', 'held', 'nothing', 'app'] as const;
  const start = dice.chance(0.02) ? 'dead seed' : dice.pick(starts);
  const rotation = dice.pick<Profile['rotation']>([
    'single-use-revokes-family',
    'single-use-revokes-family',
    'single-use-revokes-family',
    'single-use-revokes-family',
    'single-use',
    'none',
  ]);
  const isPatient = dice.chance(0.15); // as shipped; shorter times take fewer turns
  const timeout = isPatient ? 30 * second : 5 * second;
  const timing = isPatient
    ? { lease: 60 * second, watch: 5 * second, sendWindow: 5 * second }
    : { lease: 12 * second, watch: 5 * second, sendWindow: 2 * second };
  const lifetime = dice.pick([120, 600, 3_600]) * second;
  return {
    rotation,
    start,
    needsPerson: start !== 'app',
    timeout,
    timing,
    slack: timing.lease - timing.sendWindow - timeout,
    lifetime,
    margin: Math.min(60 * second, lifetime / 10),
    retry: dice.pick([2, 2, 2, 0]),
    hasWaitUntil: dice.chance(0.2),
    tellsAge: dice.chance(0.85),
    confirms: dice.chance(0.5),
    latency: dice.pick([3, 30, 300]),
    processes: dice.between(1, 3),
  };
}
