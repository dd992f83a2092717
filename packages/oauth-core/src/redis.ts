export type { IoredisClient, NodeRedisClient, NodeRedisCluster, RedisClient } from './redis-connection.ts';
export { type RedisStoreEvent, type RedisStoreOptions, redisStore } from './redis-store.ts';
