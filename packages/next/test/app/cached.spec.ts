import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltSite, buildSite, builtFile } from './built-site.ts';
import { itServesSessions } from './sessions.ts';

let site: BuiltSite;

beforeAll(async () => {
  site = await buildSite('cached');
});

afterAll(() => site?.[Symbol.asyncDispose]());

describe('an app of Next.js with cacheComponents', () => {
  it('prerenders a component that takes a token from memory', () => {
    const { routes } = JSON.parse(builtFile('cached', 'prerender-manifest.json'));

    expect(routes).toHaveProperty('/');
    expect(builtFile('cached', 'server/app/index.html')).toMatch(/<ol data-generation="1"><li>/);
  });

  it('prerenders the part of a page that does not ask who is signed in', () => {
    expect(builtFile('cached', 'server/app/profile.html')).toContain('Wait');
  });

  itServesSessions(() => site);
});
