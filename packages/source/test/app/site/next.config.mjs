import { fileURLToPath } from 'node:url';

export default {
  cacheHandler: process.env.CACHE_HANDLER,
  turbopack: { root: fileURLToPath(new URL('../../../../../', import.meta.url)) },
};
