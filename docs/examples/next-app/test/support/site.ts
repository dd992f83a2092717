import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Sandbox, startSandbox } from '@acme/sandbox';
import { type RedisServer, startRedis } from '../../../../../packages/oauth-core/test/support/redis.ts';
import { environmentOf } from '../../scripts/environment.ts';
import { buildSite, type RunningSite, startSite } from '../../scripts/next.ts';
import { buildPackages } from './packages.ts';

/** The site as in production (one build, two servers, one Redis), and the services that it uses. */
export interface Site extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly first: RunningSite;
  readonly second: RunningSite;
}

export async function startSiteTwice(): Promise<Site> {
  await using cleanUp = new AsyncDisposableStack();
  const sandbox = cleanUp.adopt(await startSandbox(), (started) => started.close());
  const redis: RedisServer = cleanUp.adopt(await startRedis(), (started) => started.stop());
  const folder = `.next-test-${process.pid}`; // beside `.next`: the example may be running
  cleanUp.defer(() => rm(fileURLToPath(new URL(`../../${folder}`, import.meta.url)), { recursive: true, force: true }));
  await buildPackages();
  const environment = environmentOf(sandbox);
  const { ACQUIA_SITE_URL = '' } = environment;
  await buildSite({ ACQUIA_SITE_URL, NEXT_DIST_DIR: folder }); // without a secret, as in a container's build
  const started = { ...environment, NEXT_DIST_DIR: folder, REDIS_URL: redis.url };
  const first = cleanUp.use(await startSite(started));
  const second = cleanUp.use(await startSite(started));
  const kept = cleanUp.move();
  return { sandbox, first, second, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
