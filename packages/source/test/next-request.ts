// Must come before the rest of Next.js: gives it AsyncLocalStorage.
import 'next/dist/server/node-environment-baseline.js';
import { tmpdir } from 'node:os';
import { workAsyncStorage } from 'next/dist/server/app-render/work-async-storage.external.js';
import { workUnitAsyncStorage } from 'next/dist/server/app-render/work-unit-async-storage.external.js';
import { IncrementalCache } from 'next/dist/server/lib/incremental-cache/index.js';
import { nodeFs } from 'next/dist/server/lib/node-fs-methods.js';

/** What a handler leaves for Next.js to do after the answer. */
interface Work {
  pendingRevalidates?: Record<string, Promise<unknown>>;
  pendingRevalidatedTags?: { readonly tag: string; readonly profile?: { readonly expire?: number } }[];
}

/** Runs handlers as Next.js does, with its cache in memory, but without a server or a build. */
export function createNext(): {
  request<T>(handle: () => Promise<T>): Promise<T>;
  readonly draft: { isEnabled: boolean };
  /** What was put into the cache, and under which tags. */
  readonly kept: { readonly revalidate: unknown; readonly tags: unknown }[];
} {
  const incrementalCache = new IncrementalCache({
    fs: nodeFs,
    serverDistDir: tmpdir(),
    flushToDisk: false,
    dev: false,
    minimalMode: false,
    requestHeaders: {},
    maxMemoryCacheSize: 10_000_000,
    previewProps: { previewModeId: 'x', previewModeSigningKey: 'x', previewModeEncryptionKey: 'x' },
    prerenderManifest: { version: 4, routes: {}, dynamicRoutes: {}, notFoundRoutes: [], preview: {} },
    fetchCacheKeyPrefix: '',
  } as never); // as the server of Next.js makes it; its types ask for more than is used
  const kept: { readonly revalidate: unknown; readonly tags: unknown }[] = [];
  const set = incrementalCache.set.bind(incrementalCache);
  incrementalCache.set = async (key: string, data: unknown, context: unknown) => {
    const { revalidate } = data as { readonly revalidate?: unknown }; // what Next.js keeps of a fetch
    kept.push({ revalidate, tags: (context as { readonly tags?: unknown }).tags });
    return set(key, data as never, context as never);
  };
  const draft = { isEnabled: false };

  return {
    draft,
    kept,
    async request(handle) {
      const work: Work = {};
      Object.assign(work, { incrementalCache, route: '/page', page: '/page/route', isDraftMode: draft.isEnabled });
      const draftMode = {
        isEnabled: draft.isEnabled,
        enable() {
          draft.isEnabled = true;
        },
      };
      const unit = {
        type: 'request',
        phase: 'action',
        url: { pathname: '/page', search: '' },
        implicitTags: { tags: [] },
        draftMode,
      };
      const result = await workAsyncStorage.run(work as never, () => workUnitAsyncStorage.run(unit as never, handle));
      await Promise.all(Object.values(work.pendingRevalidates ?? {}));
      const { pendingRevalidatedTags = [] } = work;
      if (pendingRevalidatedTags.length > 0) await nextMillisecond();
      for (const { tag, profile } of pendingRevalidatedTags)
        await incrementalCache.revalidateTag([tag], profile as never);
      return result;
    },
  };
}

/** Only by the millisecond does Next.js know whether an entry is older than the drop of its tag. */
async function nextMillisecond(): Promise<void> {
  const now = Date.now();
  while (Date.now() === now) await new Promise((resolve) => setImmediate(resolve));
}
