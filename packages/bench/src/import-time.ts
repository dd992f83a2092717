import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Benchmark, Setting } from './benchmark.ts';
import { median, messageOf } from './paired.ts';

const entries = [
  '@acme/oauth-core',
  '@acme/cloud',
  '@acme/dam',
  '@acme/source',
  '@badgateway/oauth2-client',
  'oauth4webapi',
  'openid-client',
  'simple-oauth2',
  'google-auth-library',
  'ky',
  'ofetch',
  'openapi-fetch',
  '@octokit/core',
];
const goals: Record<string, number> = {
  '@acme/oauth-core': 1.15,
  '@acme/cloud': 1.3,
  '@acme/dam': 1.3,
  '@acme/source': 1.3,
};

/** How long a process takes to import a package and end. */
export const importTime: Benchmark = {
  title: 'Import',
  async run(setting) {
    const rounds = setting.quick ? 1 : 21;
    const failures: Record<string, string> = {};
    const ratios: Record<string, number[]> = Object.fromEntries(entries.map((entry) => [entry, []]));
    for (let round = 0; round < rounds; round++) {
      for (const entry of round % 2 === 0 ? entries : entries.toReversed()) {
        if (failures[entry] !== undefined) continue;
        try {
          // Each is measured beside an empty process, because the machine's speed changes.
          const empty = millisecondsOf('', setting);
          ratios[entry]?.push(millisecondsOf(`import ${JSON.stringify(entry)};`, setting) / empty);
        } catch (error) {
          failures[entry] = messageOf(error);
        }
      }
    }
    const numbers = Object.fromEntries(entries.map((entry) => [entry, median(ratios[entry] ?? [])]));
    const measured = entries.filter((entry) => failures[entry] === undefined);
    const byRatio = measured.toSorted((a, b) => (numbers[a] ?? 0) - (numbers[b] ?? 0));
    return {
      method: `A whole process of Node that imports the package and ends, over an empty one started beside it; median of ${rounds} rounds. What the clients load at the first call is not in it.`,
      tables: [
        {
          columns: ['', 'times an empty process'],
          rows: [
            ...byRatio.map((entry) => [entry, numbers[entry]?.toFixed(2) ?? '']),
            ...Object.entries(failures).map(([entry, failure]) => [entry, `failed: ${failure}`]),
          ],
        },
      ],
      goals: Object.entries(goals).map(([entry, limit]) => ({
        what: `import of \`${entry}\`, whole process`,
        goal: `at most ${limit.toFixed(2)} times empty`,
        result: failures[entry] === undefined ? (numbers[entry] ?? NaN).toFixed(2) : 'failed',
        isMet: (numbers[entry] ?? NaN) <= limit,
      })),
      charts: [
        {
          name: 'bench-import-time',
          title: 'A process that imports the package, over an empty one',
          unit: 'times',
          bars: byRatio.map((entry) => ({ label: entry, value: numbers[entry] ?? 0 })),
        },
      ],
      numbers,
    };
  },
};

function millisecondsOf(code: string, { conditions }: Setting): number {
  const flags = conditions.map((condition) => `--conditions=${condition}`);
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [...flags, '--input-type=module', '--eval', code], {
    cwd: fileURLToPath(new URL('.', import.meta.url)), // packages are resolved from here
    encoding: 'utf8',
  });
  const milliseconds = performance.now() - start;
  if (status !== 0) throw new Error(/\[(\w+)\]/.exec(stderr)?.[1] ?? `ended with ${status}`);
  return milliseconds;
}
