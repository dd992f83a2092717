import { beforeAll, describe, expect, it } from 'vitest';
import { publicPackages } from '../src/packages.ts';
import { type Bundle, bundles, unusedBytes } from './bundles.ts';

/** What an app gets that imports all of an entry, including what is loaded later. */
interface Limits {
  /** At most so many bytes, minified and gzipped. For a pattern, those of each entry. */
  readonly bytes: number;
  /** The packages of others whose code is in it. */
  readonly packages: readonly string[];
  /** What else it imports when it runs: modules of Node, peers. */
  readonly imports?: readonly string[];
}

const retries = ['is-network-error', 'p-retry'];
const calls = [...retries, 'ky'];

const table: Readonly<Record<string, Limits>> = {
  '@acme/oauth-core': { bytes: 17_000, packages: retries },
  '@acme/oauth-core/node': {
    bytes: 2_600,
    packages: [],
    imports: ['node:crypto', 'node:fs/promises', 'node:path', 'node:timers/promises'],
  },
  '@acme/oauth-core/opentelemetry': { bytes: 1_050, packages: [], imports: ['@opentelemetry/api'] },
  '@acme/oauth-core/redis': { bytes: 2_700, packages: [] },
  '@acme/oauth-core/testing': { bytes: 4_700, packages: [] },
  '@acme/http': { bytes: 28_900, packages: calls },
  '@acme/http/schemas': { bytes: 8_800, packages: ['zod'] },
  '@acme/cloud': { bytes: 39_700, packages: [...calls, 'zod'] },
  '@acme/cloud/node': {
    bytes: 39_770,
    packages: [...calls, 'zod'],
    imports: ['node:fs', 'node:fs/promises', 'node:os', 'node:path', 'node:url'],
  },
  '@acme/cloud/schemas': { bytes: 20_000, packages: ['zod'] },
  '@acme/cloud/schemas/*': { bytes: 19_000, packages: ['zod'] },
  '@acme/dam': { bytes: 44_150, packages: [...calls, 'zod'] },
  '@acme/dam/node': { bytes: 300, packages: [], imports: ['node:fs', 'node:fs/promises'] },
  '@acme/dam/schemas': { bytes: 13_000, packages: ['zod'] },
  '@acme/dam/schemas/*': { bytes: 12_000, packages: ['zod'] },
  '@acme/source': { bytes: 37_400, packages: calls },
  '@acme/source/next': { bytes: 3_300, packages: [], imports: ['next/cache.js', 'next/headers.js'] },
  '@acme/next': { bytes: 28_450, packages: [...retries, 'jose'], imports: ['next/headers.js'] },
  '@acme/sandbox': { bytes: 100_050, packages: ['@noble/hashes'], imports: ['node:http', 'ws'] },
};

const entries = publicPackages().flatMap((one) => one.entries);

it('the table has a row for every entry of every published package', () => {
  expect(Object.keys(table).sort()).toEqual([...new Set(entries.map(({ pattern }) => pattern))].sort());
});

describe('an entry in the bundle of an app', () => {
  const bundled = new Map<string, Bundle>();

  beforeAll(async () => {
    const whole = await bundles(entries.map(({ specifier }) => `export * from '${specifier}';`));
    entries.forEach(({ specifier }, index) => {
      const one = whole[index];
      if (one) bundled.set(specifier, one);
    });
    if (process.env.SHOW_SIZES) for (const [name, { bytes }] of bundled) process.stdout.write(`${bytes} ${name}\n`);
  });

  describe.each(Object.entries(table))('%s', (pattern, { bytes, packages, imports = [] }) => {
    const each = (): [string, Bundle][] =>
      entries.flatMap(({ specifier, pattern: its }) => {
        const one = bundled.get(specifier);
        return its === pattern && one ? [[specifier, one]] : [];
      });

    it(`is at most ${bytes} bytes`, () => {
      expect(Math.max(...each().map(([, one]) => one.bytes))).toBeLessThanOrEqual(bytes);
    });

    it(`holds code of ${packages.join(', ') || 'no other package'}, imports ${imports.join(', ') || 'nothing'}`, () => {
      for (const [specifier, one] of each()) {
        expect({ specifier, packages: one.packages, imports: one.imports }).toEqual({
          specifier,
          packages: [...packages].sort(),
          imports,
        });
      }
    });
  });

  it.each(['@acme/cloud', '@acme/dam', '@acme/source', '@acme/http'])(
    'leaves out the schemas of answers: %s',
    (name) => {
      expect(bundled.get(name)?.files.filter((file) => /\/schemas\/|\.gen\.ts$/.test(file))).toEqual([]);
    },
  );
});

it('an entry costs nothing if it is imported but not used', async () => {
  const unused = await bundles(entries.map(({ specifier }) => `import '${specifier}';`));

  expect(entries.filter((_, index) => unused[index]?.text !== '').map(({ specifier }) => specifier)).toEqual([]);
});

it.each(['@acme/oauth-core', '@acme/http', '@acme/cloud', '@acme/dam', '@acme/source'])(
  'a package lets a bundle drop what it does not use, even as one file: %s',
  async (specifier) => {
    expect(await unusedBytes(specifier)).toBeLessThanOrEqual(50);
  },
);
