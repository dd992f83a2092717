import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Benchmark, Setting } from './benchmark.ts';
import { median } from './paired.ts';

const strings = 'the strings alone';
const own = '@acme/oauth-core, memory store';
const ways = ['a Map of plain objects', own, '@badgateway/oauth2-client', 'simple-oauth2', 'google-auth-library'];

/** How much memory a person's tokens take besides their strings. */
export const memory: Benchmark = {
  title: 'Memory for 100,000 cached tokens',
  async run(setting) {
    const tokens = setting.quick ? 1_000 : 100_000;
    const base = bytesOf(strings, tokens, setting);
    const numbers = Object.fromEntries(
      ways.map((way) => [way, Math.round(bytesOf(way, tokens, setting) - base)] as const),
    );
    const ours = numbers[own] ?? NaN;
    return {
      method: `${tokens.toLocaleString('en')} people’s access and refresh tokens, each with a key: the heap after a garbage collection, in a process of its own, over an array of the strings alone (${Math.round(base)} bytes a person). Median of three processes, since one of them now and then has a seventh more. The key counts where it is kept. Ours has all of them in the store, and the 10,000 used last at hand; a library without a store needs an object of its own for each person.`,
      tables: [
        {
          columns: ['', 'bytes a token over the strings'],
          rows: ways.map((way) => [way, Number.isNaN(numbers[way]) ? 'failed' : `${numbers[way]}`]),
        },
      ],
      goals: [
        {
          what: 'memory of a cached token over its strings',
          goal: 'at most 400 bytes',
          result: `${ours} bytes`,
          isMet: ours <= 400,
        },
      ],
      numbers,
    };
  },
};

function bytesOf(way: string, tokens: number, setting: Setting): number {
  const processes = setting.quick ? 1 : 3;
  return median(Array.from({ length: processes }, () => bytesOfOne(way, tokens, setting)));
}

function bytesOfOne(way: string, tokens: number, { conditions }: Setting): number {
  const file = fileURLToPath(new URL('memory-process.ts', import.meta.url));
  const flags = conditions.map((condition) => `--conditions=${condition}`);
  const { stdout } = spawnSync(process.execPath, ['--expose-gc', ...flags, file, way, String(tokens)], {
    encoding: 'utf8',
  });
  return stdout.trim() === '' ? NaN : Number(stdout);
}
