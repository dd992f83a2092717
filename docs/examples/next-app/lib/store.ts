import { encryptedStore, type TokenStore } from '@acme/oauth-core';
import { fileStore } from '@acme/oauth-core/node';
import { redisStore } from '@acme/oauth-core/redis';
import { Redis } from 'ioredis';

const { REDIS_URL, STORE_KEY = '', TOKEN_FOLDER = '.tokens' } = process.env;

/** Where tokens are kept: in a Redis that all instances share, or in files of this machine, which only their owner reads. */
export const store: TokenStore = REDIS_URL
  ? encryptedStore(redisStore(new Redis(REDIS_URL, { lazyConnect: true })), STORE_KEY)
  : fileStore(TOKEN_FOLDER);
