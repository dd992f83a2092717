import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';

interface Counted {
  readonly tokenRequests: number;
  readonly answered: number;
}
interface Shared extends Counted {
  readonly families: number;
  readonly revoked: number;
  readonly calls: number;
}

/** The part of what `--json` prints that is the same on every machine. */
interface Numbers {
  readonly 'token-requests': Readonly<Record<string, Readonly<Record<string, Counted>>>> & { readonly callers: number };
  readonly processes: Readonly<Record<string, { readonly two: Shared; readonly many: Shared }>>;
  readonly calls: Readonly<Record<string, readonly { readonly name: string; readonly failure?: string }[]>>;
  readonly 'typed-calls': Readonly<Record<string, readonly { readonly failure?: string }[]>>;
  readonly crowd: { readonly tokenRequests: number };
  readonly paging: { readonly pages: number; readonly read: Readonly<Record<string, number>> };
  readonly 'bundle-size': Readonly<Record<string, number>>;
  readonly 'import-time': Readonly<Record<string, number | null>>;
  readonly memory: Readonly<Record<string, number | null>>;
  readonly 'type-cost': {
    readonly instantiations: Readonly<Record<string, readonly number[]>>;
    readonly completions: Readonly<Record<string, number>>;
  };
}

const us = '@acme/oauth-core';
const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const run = (...flags: string[]): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, ['--conditions=@acme/src', main, ...flags], { encoding: 'utf8' });

describe('a quick run of every benchmark', () => {
  let numbers: Numbers;

  beforeAll(() => {
    const { status, stdout, stderr } = run('--quick', '--json');
    expect(status, stdout + stderr).toBe(0);
    numbers = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
  }, 600_000);

  it('counts one token request of ours in each case, with every caller answered', () => {
    const { callers, [us]: ours } = numbers['token-requests'];
    expect(Object.values(ours ?? {})).toEqual(Array(4).fill({ tokenRequests: 1, answered: callers }));
  });

  it('counts one token request for each caller if a library keeps no token', () => {
    const { callers, 'openid-client': peer } = numbers['token-requests'];
    expect(peer?.cold).toEqual({ tokenRequests: callers, answered: callers });
  });

  it('counts one token request for each family that our processes share, with none revoked and every call answered', () => {
    const { two, many } = numbers.processes[us] ?? {};
    for (const outcome of [two, many]) {
      expect(outcome).toMatchObject({
        revoked: 0,
        tokenRequests: outcome?.families,
        answered: outcome?.calls,
      });
    }
  });

  it('measures every peer', () => {
    expect(numbers.calls.instant?.map(({ name }) => name)).toHaveLength(11);
    const measured = [...Object.values(numbers.calls), ...Object.values(numbers['typed-calls'])].flat();
    expect(measured.filter(({ failure }) => failure !== undefined)).toEqual([]);
    expect(Object.keys(numbers.processes)).toHaveLength(6);
    for (const group of [numbers['import-time'], numbers.memory]) expect(Object.values(group)).not.toContain(null);
    expect(Object.keys(numbers['bundle-size'])).toHaveLength(18);
  });

  it('makes one token request for a crowd, and reads every page', () => {
    expect(numbers.crowd.tokenRequests).toBe(1);
    expect(new Set(Object.values(numbers.paging.read))).toEqual(new Set([numbers.paging.pages]));
  });

  it("measures our 30 typed calls at less than a tenth of openapi-fetch's cost, and all 192 paths completed by both", () => {
    const { instantiations, completions } = numbers['type-cost'];
    const [ours = Number.NaN, theirs = Number.NaN] = [instantiations.ours?.[2], instantiations['openapi-fetch']?.[2]];
    expect(ours).toBeLessThan(theirs / 10);
    expect(completions).toEqual({ ours: 192, 'openapi-fetch': 192 });
  });
});

describe('the command', () => {
  it('names the benchmarks if it is asked for an unknown one', () => {
    const { status, stderr } = run('--only', 'speed');
    expect(status).toBe(2);
    expect(stderr).toContain('there is no benchmark speed');
    expect(stderr).toContain('token-requests');
  });
});
