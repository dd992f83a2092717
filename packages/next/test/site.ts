import { damProfile } from '@acme/dam';
import { generateKey, memoryStore, type TokenStore } from '@acme/oauth-core';
import { createSandbox, type Sandbox, stoppedClock } from '@acme/sandbox';
import { sourceProfile } from '@acme/source';
import { type Auth, type AuthOptions, createAuth } from '../src/index.ts';
import { type Browser, createBrowser } from './browser.ts';

export interface Site {
  readonly sandbox: Sandbox;
  readonly auth: Auth;
  readonly browser: Browser;
  readonly errors: unknown[];
  readonly options: AuthOptions;
}

/** Another store object over the same entries, as another process has. */
export const asOtherProcess = (store: TokenStore): TokenStore => ({
  get: (key) => store.get(key),
  set: (key, entry, options) => store.set(key, entry, options),
  delete: (key) => store.delete(key),
});

/** A site whose people sign in with Source. */
export function sourceSite(overrides: Partial<AuthOptions> = {}): Site {
  const sandbox = createSandbox({ clock: stoppedClock() });
  const { siteUrl, ...client } = sandbox.clients.source;
  return site(sandbox, { ...client, profile: sourceProfile(siteUrl), ...overrides });
}

/** A site whose people sign in with DAM. */
export function damSite(overrides: Partial<AuthOptions> = {}): Site {
  const sandbox = createSandbox({ clock: stoppedClock() });
  const { clientId, clientSecret, fetch, clock } = sandbox.clients.dam;
  return site(sandbox, { clientId, clientSecret, fetch, clock, profile: sandboxDam(sandbox), ...overrides });
}

/** A site whose tokens never end and have no refresh token, so that cookies are enough. */
export function siteWithoutStore(): Site {
  const sandbox = createSandbox({ clock: stoppedClock() });
  const { clientId, clientSecret, fetch, clock } = sandbox.clients.damWithoutRefresh;
  const profile = { ...sandboxDam(sandbox), rotation: 'none' as const };
  const { store: _, ...made } = optionsOf(sandbox, { clientId, clientSecret, fetch, clock, profile });
  return siteOf(sandbox, made);
}

function sandboxDam({ clients: { dam } }: Sandbox): AuthOptions['profile'] {
  return damProfile({
    tokenUrl: dam.tokenUrl,
    revocationUrl: dam.tokenUrl,
    authorizationUrl: dam.consentUrl.replace('{account}', 'meadow'),
  });
}

type Given = Partial<AuthOptions> & Pick<AuthOptions, 'profile' | 'clientId'>;

const site = (sandbox: Sandbox, given: Given): Site => siteOf(sandbox, optionsOf(sandbox, given));

const optionsOf = ({ clock }: Sandbox, given: Given): AuthOptions => ({
  sessionKeys: [generateKey()],
  store: memoryStore({ clock }),
  ...given,
});

function siteOf(sandbox: Sandbox, options: AuthOptions): Site {
  const errors: unknown[] = [];
  const auth = createAuth({ onError: (error) => errors.push(error), ...options });
  return { sandbox, auth, browser: createBrowser(auth.handlers), errors, options };
}
