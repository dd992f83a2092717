import type { Benchmark } from './benchmark.ts';

/** Every benchmark by its name for `--only`, in the order of the page. Each is loaded when it runs. */
export const benchmarks: Readonly<Record<string, () => Promise<Benchmark>>> = {
  'token-requests': async () => (await import('./token-requests.ts')).tokenRequests,
  processes: async () => (await import('./processes.ts')).processes,
  calls: async () => (await import('./calls.ts')).calls,
  'typed-calls': async () => (await import('./typed-calls.ts')).typedCalls,
  crowd: async () => (await import('./crowd.ts')).crowd,
  paging: async () => (await import('./paging.ts')).paging,
  'bundle-size': async () => (await import('./bundle-size.ts')).bundleSize,
  'import-time': async () => (await import('./import-time.ts')).importTime,
  memory: async () => (await import('./memory.ts')).memory,
  'type-cost': async () => (await import('./type-cost.ts')).typeCost,
};
