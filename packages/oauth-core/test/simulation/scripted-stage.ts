import type { AccessToken } from '../../src/access-token.ts';
import type { GetTokenOptions } from '../../src/token-source.ts';
import { createDice } from './dice.ts';
import type { Faults, Moment, RequestFault, StoreFault } from './faults.ts';
import type { Holder } from './holders.ts';
import type { Setting } from './setting.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import { createStage, type Stage } from './stage.ts';

/** How a call for a token ended. */
export interface Reply {
  readonly token?: AccessToken;
  readonly error?: unknown;
  /** Milliseconds that it took, by true time. */
  readonly tookMs: number;
}

/** A stage on which nothing happens but what the script says. */
export interface ScriptedStage extends Stage {
  /** The process of this name; the latest, if one took the place of another. */
  holder(name: string): Holder;
  ask(name: string, options?: GetTokenOptions): Promise<Reply>;
  /** Once, the next time that this process comes to this moment. */
  at(moment: Moment, name: string, work: (process: SimulatedProcess) => void): void;
  /** The faults that the next token requests of a process meet; `undefined`: none. */
  nextRequests(name: string, ...faults: (RequestFault | undefined)[]): void;
  nextStoreCalls(name: string, call: 'get' | 'set', ...faults: (StoreFault | undefined)[]): void;
  /** Until the access token in the store is due. */
  untilDue(): Promise<void>;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

const second = 1_000;

/** As shipped; only latencies are drawn. */
const setting: Setting = {
  rotation: 'single-use-revokes-family',
  start: 'held',
  needsPerson: true,
  timeout: 30 * second,
  timing: { lease: 60 * second, watch: 5 * second, sendWindow: 5 * second },
  slack: 25 * second,
  lifetime: 3_600 * second,
  margin: 60 * second,
  retry: 2,
  hasWaitUntil: false,
  tellsAge: true,
  confirms: false,
  latency: 3,
  processes: 2,
};

/** Plays a script with two processes, A and B, and tells which property was broken, if any. */
export async function playScript(
  script: (stage: ScriptedStage) => Promise<void>,
  changes: Partial<Setting> = {},
): Promise<{ readonly violation: string | undefined; readonly trace: readonly string[] }> {
  const requests = new Map<string, (RequestFault | undefined)[]>();
  const storeCalls = new Map<string, (StoreFault | undefined)[]>();
  const moments = new Map<string, (process: SimulatedProcess) => void>();
  const faults: Faults = {
    kinds: ['as the script says'],
    isHarmful: true,
    mayDelayWrites: true,
    stop() {},
    storeCall: ({ name }, call) => storeCalls.get(`${name} ${call}`)?.shift(),
    request: ({ name }) => requests.get(name)?.shift(),
    atPoint: () => undefined,
    happens: () => false,
  };
  const stage = createStage({
    setting: { ...setting, ...changes },
    dice: createDice(1),
    faults,
    isTraced: true,
    at(moment, process) {
      const work = moments.get(`${moment} ${process.name}`);
      moments.delete(`${moment} ${process.name}`);
      work?.(process);
    },
  });
  const { timeline } = stage.world;
  const holder = (name: string): Holder => {
    const found = stage.holders.live().findLast(({ process }) => process.name.startsWith(name));
    if (found === undefined) throw new Error(`${name} is dead`);
    return found;
  };
  const scripted: ScriptedStage = {
    ...stage,
    holder,
    async ask(name, options) {
      const began = timeline.now();
      const { token, error } = await stage.calls.ask(holder(name), options);
      const tookMs = timeline.now() - began;
      return token === undefined ? { error, tookMs } : { token, tookMs };
    },
    at(moment, name, work) {
      moments.set(`${moment} ${name}`, work);
    },
    nextRequests(name, ...some) {
      requests.set(name, some);
    },
    nextStoreCalls(name, call, ...some) {
      storeCalls.set(`${name} ${call}`, some);
    },
    untilDue: () => timeline.sleep((stage.store.held?.record.expiresAt ?? 0) - timeline.now() - setting.margin / 2),
    now: timeline.now,
    sleep: timeline.sleep,
  };
  return stage.play(async () => {
    for (const name of ['A', 'B']) stage.holders.start(name, 0);
    await script(scripted);
    stage.custody.finish();
  });
}
