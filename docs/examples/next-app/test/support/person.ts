import type { Cookie, Page } from 'playwright-core';

/** Waits for the page with this heading. */
export const heading = (page: Page, name: string): Promise<void> =>
  page.getByRole('heading', { level: 1, name, exact: true }).waitFor();

/** Goes to the account, and through the sign-in at Source. */
export async function signIn(page: Page, home: string): Promise<void> {
  await page.goto(`${home}/account`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  await heading(page, 'Your account');
}

/** Goes to the assets, and gives consent at DAM. */
export async function connectToDam(page: Page, home: string): Promise<void> {
  await page.goto(`${home}/assets`);
  await page.getByRole('link', { name: 'Connect to DAM' }).click();
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Allow access' }).click();
  await heading(page, 'Assets');
}

/** The number of the access token that the account page was made with: 1 for the first of a sign-in. */
export const generation = async (page: Page): Promise<number> =>
  Number(await page.locator('[data-generation]').getAttribute('data-generation'));

/** @throws If nobody is signed in. */
export async function sessionCookie(page: Page, home: string): Promise<Cookie> {
  const cookie = (await page.context().cookies(home)).find(({ name }) => name === 'acme-session');
  if (!cookie) throw new Error('nobody is signed in');
  return cookie;
}
