import type { Dice } from './dice.ts';
import type { Faults, Moment } from './faults.ts';
import type { Setting } from './setting.ts';
import type { SimulatedAuthority } from './simulated-authority.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { Timeline } from './timeline.ts';

export type Property = 'P1' | 'P2' | 'P3' | 'P4' | 'P5' | 'P6' | 'P7' | 'P8' | 'P9' | 'P10';

/** What everything in one schedule shares. */
export interface World extends Setting {
  readonly dice: Dice;
  readonly timeline: Timeline;
  readonly faults: Faults;
  readonly authority: SimulatedAuthority;
  /** The source's refresh tokens work once. */
  readonly rotates: boolean;
  /** Adds a line to the trace, if there is one. */
  readonly trace: (line: () => string) => void;
  readonly count: (name: string) => void;
  /** A property does not hold: the schedule ends. */
  readonly fail: (property: Property, text: string) => void;
  /** Here a process may freeze or die. */
  readonly point: (moment: Moment, process: SimulatedProcess) => void;
}
