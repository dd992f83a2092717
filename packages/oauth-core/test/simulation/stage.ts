import { inspect } from 'node:util';
import { authorizationCode, clientCredentials, type Grant, refreshToken } from '../../src/grant.ts';
import { type Calls, createCalls } from './calls.ts';
import { type CustodyRules, createCustodyRules } from './custody-rules.ts';
import type { Dice } from './dice.ts';
import type { Faults, Moment } from './faults.ts';
import { createHolders, type Holders } from './holders.ts';
import { createPresentationRules, type PresentationRules } from './presentation-rules.ts';
import type { Setting } from './setting.ts';
import { createSimulatedAuthority } from './simulated-authority.ts';
import { createSimulatedFetch, type Presentation } from './simulated-network.ts';
import { enter } from './simulated-platform.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import { createSimulatedStore, type SimulatedStore } from './simulated-store.ts';
import { createTimeline } from './timeline.ts';
import type { World } from './world.ts';

export interface StageOptions {
  readonly setting: Setting;
  readonly dice: Dice;
  readonly faults: Faults;
  readonly isTraced: boolean;
  /** What happens to a process at a moment at which it waits. */
  readonly at: (moment: Moment, process: SimulatedProcess) => void;
}

/** Everything in one schedule, put together: processes, store, authority, and the rules that watch them. */
export interface Stage {
  readonly world: World;
  readonly store: SimulatedStore;
  readonly holders: Holders;
  readonly calls: Calls;
  readonly rules: PresentationRules;
  readonly custody: CustodyRules;
  /** Runs the script, and everything that becomes due meanwhile, until it ends or a property is broken. */
  play(script: () => Promise<void>): Promise<Outcome>;
}

export interface Outcome {
  /** Which property was broken, and how. */
  readonly violation: string | undefined;
  /** What happened; empty unless it was asked for. */
  readonly trace: readonly string[];
  /** How often each thing happened, which shows that a simulation reaches what it is made for. */
  readonly counts: Readonly<Record<string, number>>;
}

const beginning = Date.UTC(2030, 0, 1);

export function createStage({ setting, dice, faults, isTraced, at }: StageOptions): Stage {
  const { lifetime, needsPerson, rotation, start } = setting;
  const timeline = createTimeline(dice, beginning);
  const authority = createSimulatedAuthority(timeline, rotation, lifetime);
  const trace: string[] = [];
  const counts: Record<string, number> = {};
  let violation: string | undefined;

  const world: World = {
    ...setting,
    dice,
    timeline,
    faults,
    authority,
    rotates: needsPerson && rotation !== 'none',
    trace(line) {
      if (isTraced) trace.push(`${((timeline.now() - beginning) / 1_000).toFixed(3).padStart(9)} s  ${line()}`);
    },
    count(name) {
      counts[name] = (counts[name] ?? 0) + 1;
    },
    fail(property, text) {
      world.trace(() => `*** ${property}: ${text}`);
      violation ??= `${property}: ${text}`;
    },
    point(moment, process) {
      if (!process.isGone) at(moment, process);
    },
  };

  const rules = createPresentationRules(world, {
    hasLostWrites: () => store.mishaps.has('R4'),
    hasGoneBack: () => store.hasGoneBack(),
  });
  const store = createSimulatedStore(world, {
    setBegan: rules.setBegan,
    written(process, held, before) {
      rules.written(held, before);
      custody.written(process, held, before);
    },
    setAnswered(process, held, isConfirmed) {
      if (isConfirmed) rules.confirmed(process, held);
      custody.seen(process, held);
    },
    getBegan: rules.getBegan,
    getAnswered(process, began, held, age) {
      rules.getAnswered(process, began, held, age);
      if (!held) return;
      if (!setting.confirms) rules.confirmed(process, held);
      custody.seen(process, held);
    },
  });
  const custody = createCustodyRules(world, rules, store);
  const network = {
    called: rules.called,
    processed(presentation: Presentation) {
      custody.processed(presentation);
      world.point('request processed', presentation.process);
    },
    refused: rules.refused,
  };
  const holders = createHolders(world, {
    grant: firstGrant(),
    storeFor: store.viewFor,
    fetchFor: (process) => createSimulatedFetch(world, process, network),
  });
  const calls = createCalls(world, rules, custody);

  function firstGrant(): Grant {
    if (start === 'app') return clientCredentials({ scope: 'read' });
    if (start === 'code') return authorizationCode({ code: authority.consent(), redirectUri: 'https://app.example/' });
    if (start === 'seed') return refreshToken(authority.mint().refreshToken);
    if (start === 'dead seed') return refreshToken('sec-rt-dead');
    if (start === 'held') {
      const { accessToken, refreshToken: token, expiresAt } = authority.mint();
      const record = { generation: 1, accessToken, refreshToken: token, obtainedAt: timeline.now(), expiresAt };
      store.put({ format: 1, revision: 'first', value: JSON.stringify({ ...record, seeds: [], history: [] }) });
    }
    return refreshToken();
  }

  return {
    world,
    store,
    holders,
    calls,
    rules,
    custody,
    play: (script) =>
      new Promise((resolve) => {
        const revisions = { count: 0 };
        let isDone = false;
        timeline.after(0, async () => {
          try {
            await script();
          } catch (error) {
            world.fail('P4', `the script ends with ${inspect(error)}`);
          }
          isDone = true;
        });
        const turn = (): void => {
          enter(revisions);
          if (timeline.turns > 100_000) world.fail('P4', 'a loop without an end');
          if (!isDone && violation === undefined) {
            if (timeline.step()) {
              setImmediate(turn); // promises settle first
              return;
            }
            world.fail('P4', 'everybody waits and nothing comes');
          }
          counts.turns = timeline.turns;
          resolve({ violation, trace, counts });
        };
        setImmediate(turn);
      }),
  };
}
