import type { Dice } from '../simulation/dice.ts';
import type { LinkState } from './link.ts';
import type { Driver, RedisNode, ReplicatedRedis } from './replicated-redis.ts';

/** Begins something, and returns what ends it. */
type Trouble = (redis: ReplicatedRedis, primary: RedisNode, dice: Dice) => () => void;

const pickBroken = (dice: Dice): LinkState => dice.pick(['cut', 'held', 'mute']);
const pickDriver = (dice: Dice): Driver => dice.pick(['ioredis', 'node-redis']);

const primaryCutOff: Trouble = (_, { fromPeers }, dice) => {
  fromPeers.set(pickBroken(dice));
  return () => fromPeers.set('open');
};

const someClientsCutOff: Trouble = (_, { from }, dice) => {
  const link = from[pickDriver(dice)];
  link.set(pickBroken(dice));
  return () => link.set('open');
};

const both: Trouble = (redis, primary, dice) => {
  const ends = [primaryCutOff(redis, primary, dice), someClientsCutOff(redis, primary, dice)];
  return () => {
    for (const end of ends) end();
  };
};

const primaryHalted: Trouble = (_, { server }) => {
  server.pause();
  return server.resume;
};

const replicaHalted: Trouble = ({ nodes }, primary) => {
  const replica = nodes.find((node) => node !== primary);
  replica?.server.pause();
  return () => replica?.server.resume();
};

const sentinelHalted: Trouble = ({ sentinels }) => {
  sentinels[0]?.pause();
  return () => sentinels[0]?.resume();
};

const failoverByCommand: Trouble = (redis) => {
  redis.forceFailover().catch(() => {}); // it may be too early for another one
  return () => {};
};

/** What may go wrong with the servers and the ways to them. */
export const troubles = [
  primaryCutOff,
  both,
  someClientsCutOff,
  primaryHalted,
  replicaHalted,
  sentinelHalted,
  failoverByCommand,
] as const;
