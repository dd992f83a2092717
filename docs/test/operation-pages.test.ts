import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeOperationPages } from '../.vitepress/operation-pages.ts';
import { root } from './samples.ts';
import { typeCheck } from './type-check.ts';

const out = join(root, 'docs/node_modules/.cache/operation-pages');
const clients = {
  cloud: "import { createCloudClientFromEnv } from '@acme/cloud';\nconst cloud = createCloudClientFromEnv();\n",
  dam: "import { createDamClientFromEnv } from '@acme/dam';\nconst dam = createDamClientFromEnv();\n",
};

beforeAll(() => {
  rmSync(out, { recursive: true, force: true });
  writeOperationPages(out);
});

/** The pages of the tags of a service: those with operations. */
const pagesOf = (service: string): string[] =>
  readdirSync(join(out, service))
    .filter((name) => !/^(index|types)\.md$/.test(name))
    .map((name) => readFileSync(join(out, service, name), 'utf8'));

describe.each([
  ['cloud', 350],
  ['dam', 97],
] as const)('the operations of %s', (service, count) => {
  const headings = (): string[] =>
    pagesOf(service).flatMap((page) =>
      Array.from(page.matchAll(/^## `(.+)` \{#.+\}$/gm), ([, heading = '']) => heading),
    );

  it('are each on one page, and in the index', () => {
    const index = readFileSync(join(out, service, 'index.md'), 'utf8');
    const listed = Array.from(index.matchAll(/^- \[`(.+)`\]/gm), ([, heading = '']) => heading);
    expect(new Set(headings()).size).toBe(count);
    expect(headings()).toHaveLength(count);
    expect(listed.toSorted()).toEqual(headings().toSorted());
  });

  it('have calls that compile', async () => {
    const folder = join(root, 'docs/node_modules/.cache/operation-samples', service);
    const calls = pagesOf(service).flatMap((page) =>
      Array.from(page.matchAll(/^```ts\n(.+?)^```$/gms), ([, code = '']) => `{\n${code}}\n`),
    );
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'calls.ts'), clients[service] + calls.join(''));
    expect(calls).toHaveLength(count);
    expect(await typeCheck(folder)).toEqual([]);
  });

  it('link to types that exist', () => {
    const types = readFileSync(join(out, service, 'types.md'), 'utf8');
    const anchors = new Set(Array.from(types.matchAll(/^## \w+ \{#(\w+)\}$/gm), ([, anchor]) => anchor));
    const links = [...pagesOf(service), types].flatMap((page) =>
      Array.from(page.matchAll(/\]\((?:types\.md)?#(\w+)\)/g), ([, anchor]) => anchor),
    );
    expect(links.filter((anchor) => !anchors.has(anchor))).toEqual([]);
    expect(anchors.size).toBeGreaterThan(50);
  });
});

it('34 operations of Cloud are said to be not in production yet', () => {
  const said = pagesOf('cloud').flatMap((page) => page.match(/^It is not in production yet.*$/gm) ?? []);
  expect(said).toHaveLength(34);
});
