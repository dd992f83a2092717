import { describe, expect, it } from 'vitest';
import { errorPage } from '../src/page.ts';

describe('an error page', () => {
  it('is a complete page, with a link that nothing can break out of', async () => {
    const page = errorPage({ status: 400, text: 'It went wrong.', retryPath: `/"><b>'&` });

    expect(await page.text()).toMatch(
      /^<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n/,
    );
    expect(await errorPage({ status: 400, text: '', retryPath: `/"><b>'&` }).text()).toContain(
      '<a href="/&#34;&#62;&#60;b&#62;&#39;&#38;" rel="nofollow">Sign in again</a>',
    );
  });

  it('has no link if nothing can be tried again', async () => {
    expect(await errorPage({ status: 404, text: 'There is nothing here.' }).text()).not.toContain('<a ');
  });
});
