import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { assetsFile, pageAssets } from '../generate/page-assets.ts';

it("the page's assets are built from its sources: run generate/page-assets.ts after a change", async () => {
  expect(readFileSync(assetsFile, 'utf8')).toBe(await pageAssets());
});
