import { mkdir, writeFile } from 'node:fs/promises';
import axe, { type AxeResults, type RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { toPalettePng } from '../../../../../packages/sandbox/test/support/palette-png.ts';

const pictures = new URL('../../../../images/', import.meta.url);

/** Checks a page by the rules of axe, in dark and light, and that it fits into a narrow window. */
export async function expectAccessible(page: Page): Promise<void> {
  const check = async (colorScheme: 'light' | 'dark', rules: RunOptions): Promise<void> => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { violations, passes } = await page.evaluate<AxeResults>(`axe.run(${JSON.stringify(rules)})`);
    expect(violations.map(({ id, nodes }) => [page.url(), id, nodes.map(({ html }) => html)])).toEqual([]);
    expect(passes.map(({ id }) => id)).toContain('color-contrast');
  };
  await page.evaluate(axe.source);
  await check('dark', { runOnly: ['color-contrast'] }); // no other rule depends on colours
  await check('light', {});

  const wide = page.viewportSize() ?? { width: 1280, height: 900 };
  await page.setViewportSize({ width: 320, height: 640 });
  expect([page.url(), await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([page.url(), 320]);
  await page.setViewportSize(wide);
}

/** Takes a picture for the documentation, if `WRITE_SCREENSHOTS=1` is set. Other test runs change no file. */
export async function picture(page: Page, name: string, colorScheme: 'light' | 'dark' = 'light'): Promise<void> {
  if (process.env.WRITE_SCREENSHOTS !== '1') return;
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.evaluate(() => {
    const seen = [...document.images].filter((image) => image.getBoundingClientRect().top < window.innerHeight);
    return Promise.all(seen.map((image) => image.decode()));
  });
  await mkdir(pictures, { recursive: true });
  await writeFile(new URL(`example-${name}.png`, pictures), toPalettePng(await page.screenshot()));
  await page.emulateMedia({ colorScheme: 'light' });
}
