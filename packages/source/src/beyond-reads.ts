// What plain reads do not need: loaded together at the first use.
import type { Site } from './entries.ts';
import { createSignIn, type SignIn } from './sign-in.ts';
import { createSiteCalls, type SiteCalls } from './site.ts';
import type { SiteTokens } from './site-tokens.ts';
import { createWriteCalls, type WriteCalls } from './writes.ts';

export { cachedRead } from './cached-read.ts';

export interface CallsBeyond extends WriteCalls, SiteCalls, SignIn {}

export const createCallsBeyond = (site: Site, tokens: SiteTokens): CallsBeyond => ({
  ...createWriteCalls(site),
  ...createSiteCalls(site),
  ...createSignIn(tokens),
});
