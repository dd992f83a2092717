import { inspect } from 'node:util';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  authorizationCode,
  clientCredentials,
  createAuthorizationUrl,
  createFixedTokenSource,
  createTokenSource,
  type Grant,
  memoryStore,
  OAuthError,
  type Profile,
  readCallback,
  refreshToken,
  systemClock,
  type TokenSource,
  type TokenSourceOptions,
  type TokenStore,
} from '../src/index.ts';
import { type Answer, type Arrived, serverFor } from './support/server.ts';
import { redirectUri } from './support/sources.ts';

/** Secrets as the three services write them. Every one has CANARY in it, and its name after that. */
const forms = {
  opaque: (name: string) => `CANARY${name}+with/odd="signs\\&`,
  dam: (name: string) => `${{ code: 'wac', refresh: 'wrt', access: 'wat' }[name] ?? 'wat'}_meadow_CANARY${name}`,
  jwt: (name: string) => `eyJhbGciOiJub25lIn0.eyJ1IjoiYSJ9.CANARY${name}`,
} as const;
type Form = keyof typeof forms;

const canary = /CANARY\w*/g;
/** CANARY in base64, at each offset, and in hex. */
const coded = new RegExp(
  [0, 1, 2]
    .map((shift) =>
      Buffer.from(`${'-'.repeat(shift)}CANARY`)
        .toString('base64')
        .replace(/=+$/, '')
        .slice(shift + 1, -1),
    )
    .concat(Buffer.from('CANARY').toString('hex'))
    .join('|'),
  'gi',
);

/** Everything that a log, a debugger or a crash report could print of a value. */
function printsOf(value: unknown, seen: Set<unknown> = new Set()): string[] {
  const texts = [
    inspect(value, {
      depth: Infinity,
      showHidden: true,
      getters: true,
      maxStringLength: Infinity,
      maxArrayLength: null,
    }),
    inspect(value, { depth: Infinity, showHidden: true, customInspect: false }),
    String(value),
  ];
  try {
    texts.push(JSON.stringify(value) ?? '');
  } catch {
    // a cycle: its contents are printed above
  }
  if (typeof value !== 'object' || value === null || seen.has(value)) return texts;
  seen.add(value);
  if (value instanceof Error) texts.push(value.message, value.stack ?? '', ...printsOf(value.cause, seen));
  for (const name of Reflect.ownKeys(value)) texts.push(String(name), ...printsOf(Reflect.get(value, name), seen));
  return texts;
}

const leaksIn = (value: unknown): string[] => [
  ...new Set(printsOf(value).flatMap((text) => [...text.matchAll(canary), ...text.matchAll(coded)].map(String))),
];

interface Scene {
  readonly profile: Profile;
  readonly options: TokenSourceOptions & { readonly store: TokenStore };
  /** All that a user or a log can get hold of. */
  readonly told: unknown[];
  /** Runs something that should fail, and keeps what it says. */
  fails(work: () => unknown): Promise<unknown>;
}

/** A service that answers as it is told, and a source that talks to it. */
async function sceneWith(form: Form, answer: (request: Arrived) => Answer): Promise<Scene> {
  const server = await serverFor(answer);
  const profile: Profile = {
    name: 'Service',
    tokenUrl: `${server.origin}/token`,
    authorizationUrl: `${server.origin}/authorize`,
    revocation: form === 'dam' ? 'delete-bearer' : 'rfc7009',
    revocationUrl: `${server.origin}/revoke`,
    bodyFormat: form === 'dam' ? 'json' : 'form',
    rotation: 'single-use-revokes-family',
    redirectUriInExchange: true,
    pkce: 'S256',
  };
  const told: unknown[] = [];
  const consoles = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation((...words) => void told.push(words)),
  );
  onTestFinished(() => consoles.forEach((spy) => void spy.mockRestore()));
  const options = {
    profile,
    clientId: 'client',
    clientSecret: forms.opaque('clientSecret'),
    grant: refreshToken(forms[form]('refresh')),
    store: memoryStore(),
    key: 'person',
    origins: [server.origin],
    retry: { minDelayMs: 1 },
    onEvent: (event: unknown) => void told.push(event),
  };
  return {
    profile,
    options,
    told,
    async fails(work) {
      try {
        await work();
      } catch (error) {
        told.push(error);
        return error;
      }
      throw new Error('This did not fail.');
    },
  };
}

/** What was sent, in every form in which a server may repeat it. */
const echoesOf = ({ body, headers }: Arrived): string => {
  const decoded = Buffer.from(body, 'latin1').toString();
  const values = decoded.startsWith('{') ? JSON.parse(decoded) : Object.fromEntries(new URLSearchParams(decoded));
  return [
    decoded,
    headers.authorization ?? '',
    ...Object.entries(values).flatMap(([name, value]) => [
      `${name}=${value}`,
      `(${encodeURIComponent(String(value))})`,
      `[${new URLSearchParams({ a: String(value) })}]`,
      JSON.stringify({ [name]: value }),
      `Bearer ${value}`,
    ]),
  ].join(' ; ');
};

const grants = (form: Form): Record<string, Grant> => ({
  'client credentials': clientCredentials({ scope: 'a' }),
  'a code': authorizationCode({
    code: forms[form]('code'),
    redirectUri,
    codeVerifier: forms.opaque('verifier'),
  }),
  'a refresh token': refreshToken(forms[form]('refresh')),
});

async function expectNoSecret(scene: Scene, ...more: unknown[]): Promise<void> {
  const described = await createTokenSource(scene.options)
    .describe()
    .catch((error: unknown) => error);
  const all = [...scene.told, described, ...more];

  expect(all.length).toBeGreaterThan(1);
  expect(leaksIn(all)).toEqual([]);
  for (const error of all)
    if (error instanceof Error) expect([OAuthError.is(error), error.cause]).toEqual([true, undefined]);
}

it('the search for secrets finds them in every form', () => {
  const secret = forms.opaque('x');
  const hidden = Object.defineProperty(new Error('a'), 'request', { value: { headers: new Map([['a', secret]]) } });

  for (const value of [
    secret,
    new Error(secret),
    new Error('a', { cause: { deep: [secret] } }),
    hidden,
    { [secret]: 1 },
    Buffer.from(secret).toString('base64'),
    Buffer.from(`a${secret}`).toString('base64'),
    Buffer.from(`client:${secret}`).toString('base64url'),
    Buffer.from(secret).toString('hex'),
  ]) {
    expect(leaksIn([value])).not.toEqual([]);
  }
  expect(leaksIn(['nothing', new Error('nothing', { cause: 7 })])).toEqual([]);
});

describe.each(Object.keys(forms) as Form[])('no error, event or log has a secret of the form %s', (form) => {
  const secretOf = forms[form];

  describe.each(Object.keys(grants(form)))('after a request with %s', (name) => {
    const statuses = [200, 302, 400, 401, 403, 404, 408, 429, 500, 503];
    const shapes: Record<string, (words: string) => object> = {
      'RFC 6749': (words) => ({ error: words, error_description: words, hint: words, message: words }),
      invalid_grant: (words) => ({ error: 'invalid_grant', error_description: words, hint: words }),
      invalid_client: (words) => ({ error: 'invalid_client', error_description: words }),
      Okta: (words) => ({ errorCode: words, errorSummary: words, errorCauses: [{ errorSummary: words }] }),
      'tokens beside an error': (words) => ({
        error: `issued ${secretOf('access')} and ${secretOf('refresh2')}`,
        error_description: words,
        access_token: secretOf('access'),
        refresh_token: secretOf('refresh2'),
      }),
    };

    it.each(Object.keys(shapes))('if the server repeats it as %s', async (shape) => {
      for (const status of statuses) {
        if (status === 200 && shape === 'tokens beside an error') continue; // that is an answer like any other
        const scene = await sceneWith(form, (request) => ({
          status,
          headers: {
            'x-request-id': echoesOf(request).replace(/[^ -~]/g, ''),
            'retry-after': '0',
            'www-authenticate': 'Bearer',
          },
          body: JSON.stringify(shapes[shape]?.(echoesOf(request))),
        }));
        const tokens = createTokenSource({ ...scene.options, grant: grants(form)[name] ?? scene.options.grant });

        await scene.fails(() => tokens.getToken());

        await expectNoSecret(scene, tokens);
      }
    });

    it.each<[string, (request: Arrived) => Answer]>([
      ['is a page', (request) => ({ body: `<pre>${echoesOf(request)}</pre>` })],
      ['is cut off', () => ({ body: `{"access_token":"${secretOf('access')}","refresh_token":"${secretOf('ref')}` })],
      ['is a list', () => ({ body: JSON.stringify([secretOf('access')]) })],
      ['is a text', () => ({ body: JSON.stringify(secretOf('access')) })],
      ['has a token in a list', () => ({ body: JSON.stringify({ access_token: [secretOf('access')] }) })],
      [
        'has a token that no header can carry',
        () => ({ body: JSON.stringify({ access_token: `${secretOf('access')}\n`, token_type: 'Bearer' }) }),
      ],
      [
        'is of another type',
        () => ({ body: JSON.stringify({ access_token: secretOf('access'), token_type: `mac ${secretOf('access')}` }) }),
      ],
      ['is 10 MB', () => ({ body: secretOf('access').repeat(200_000) })],
    ])('if the answer %s', async (_, answer) => {
      const scene = await sceneWith(form, answer);
      const tokens = createTokenSource({ ...scene.options, grant: grants(form)[name] ?? scene.options.grant });

      await scene.fails(() => tokens.getToken());

      await expectNoSecret(scene, tokens);
    });

    it('if the platform’s own error has it', async () => {
      const scene = await sceneWith(form, () => ({}));
      const tokens = createTokenSource({
        ...scene.options,
        grant: grants(form)[name] ?? scene.options.grant,
        fetch: async (_, init?: RequestInit) => {
          const cause = Object.assign(new Error(`socket closed while sending ${init?.body}`), {
            code: 'ECONNRESET',
            init,
          });
          throw Object.assign(new TypeError(`fetch failed: ${init?.body}`, { cause }), { options: init });
        },
      });

      await scene.fails(() => tokens.getToken());

      await expectNoSecret(scene, tokens);
    });

    it('if the answer does not come', async () => {
      const scene = await sceneWith(form, () => ({}));
      const tokens = createTokenSource({
        ...scene.options,
        grant: grants(form)[name] ?? scene.options.grant,
        timeout: 20,
        retry: 0,
        fetch: (_, init?: RequestInit) =>
          new Promise((_resolve, reject) =>
            init?.signal?.addEventListener('abort', () => reject(new Error(`aborted: ${init.body}`))),
          ),
      });

      await scene.fails(() => tokens.getToken());

      await expectNoSecret(scene, tokens);
    });
  });

  it('if all goes well', async () => {
    let number = 0;
    const scene = await sceneWith(form, ({ path }) => {
      if (path !== '/token') return {};
      number++;
      const body = { access_token: secretOf(`access`) + number, refresh_token: secretOf('refresh') + number };
      return { body: JSON.stringify({ ...body, token_type: 'Bearer', expires_in: 300, id_token: secretOf('id') }) };
    });
    const tokens = createTokenSource(scene.options);
    const first = await tokens.getToken();
    await tokens.fetch(String(scene.profile.authorizationUrl));
    tokens.invalidate(first);
    await tokens.getToken();
    scene.told.push(JSON.stringify(first), inspect(first, { depth: Infinity, showHidden: true }), { ...first });

    await expectNoSecret(scene, tokens, scene.options.grant, tokens.fetch);

    await tokens.revoke();
    await expectNoSecret(scene, tokens);
    expect(number).toBe(2);
  });

  it('if the server repeats what it gave before', async () => {
    let number = 0;
    const before = `${secretOf('access')} and ${secretOf('next')}`;
    const scene = await sceneWith(form, () => {
      const body = { access_token: secretOf('access'), refresh_token: secretOf('next'), token_type: 'Bearer' };
      const refusal = { error: before, error_description: before, hint: before };
      return number++ === 0 ? { body: JSON.stringify(body) } : { status: 400, body: JSON.stringify(refusal) };
    });
    const tokens = createTokenSource(scene.options);
    tokens.invalidate(await tokens.getToken());

    await scene.fails(() => tokens.getToken());

    await expectNoSecret(scene, tokens);
  });

  it('if a revocation fails', async () => {
    const scene = await sceneWith(form, (request) =>
      request.path === '/token'
        ? {
            body: JSON.stringify({
              access_token: secretOf('access'),
              refresh_token: secretOf('next'),
              token_type: 'Bearer',
            }),
          }
        : {
            status: 503,
            headers: { 'x-request-id': echoesOf(request).replace(/[^ -~]/g, '') },
            body: echoesOf(request),
          },
    );
    const tokens = createTokenSource(scene.options);
    await tokens.getToken();
    const fixed = createFixedTokenSource({ accessToken: secretOf('access'), profile: scene.profile });

    await scene.fails(() => tokens.revoke());
    await scene.fails(() => fixed.revoke());
    await scene.fails(() => fixed.connect({ refreshToken: secretOf('refresh') }));

    await expectNoSecret(scene, tokens, fixed, await fixed.describe());
  });

  it.each<[string, (store: TokenStore) => Partial<TokenStore>]>([
    ['get', () => ({ get: (key) => Promise.reject(driverError(`SELECT ${key} → ${secretOf('access')}`)) })],
    ['set', () => ({ set: (_, entry) => Promise.reject(driverError(`INSERT ${entry.value}`)) })],
    ['set, which throws at once', () => ({ set: (_, { value }) => thrown(driverError(`INSERT ${value}`)) })],
    ['set, which throws a text', () => ({ set: (_, entry) => Promise.reject(`INSERT ${entry.value}`) })],
    ['get, which gives rubbish', () => ({ get: async () => ({ entry: secretOf('access') }) as never })],
    ['get, which gives rubbish inside', () => ({ get: async () => found({ value: `{"a":"${secretOf('access')}"` }) })],
    ['get, which gives a newer format', () => ({ get: async () => found({ format: 2, value: secretOf('access') }) })],
    [
      'get, which gives a record without its parts',
      () => ({ get: async () => found({ value: JSON.stringify({ generation: 1, accessToken: secretOf('access') }) }) }),
    ],
  ])('if the store fails at %s', async (_, broken) => {
    const scene = await sceneWith(form, () => ({
      body: JSON.stringify({ access_token: secretOf('access'), refresh_token: secretOf('next'), token_type: 'Bearer' }),
    }));
    const store = { ...scene.options.store, ...broken(scene.options.store) };
    // Nobody waits between the repetitions of a read.
    const clock = {
      now: systemClock.now,
      sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms > 1_000 ? ms : 0, signal),
    };
    const options = { ...scene.options, store, clock };
    const tokens = createTokenSource(options);
    const calls: ((source: TokenSource) => Promise<unknown>)[] = [
      (source) => source.getToken(),
      (source) => source.exchange({ code: secretOf('code'), redirectUri }),
      (source) => source.connect({ refreshToken: secretOf('other'), accessToken: secretOf('access') }),
    ];

    for (const call of calls) await scene.fails(() => call(tokens));
    const withoutPerson = createTokenSource({ ...options, key: 'app', grant: clientCredentials() });
    await withoutPerson.getToken().catch((error: unknown) => scene.told.push(error));

    await expectNoSecret(scene, tokens);
  });

  it('if it was badly pasted', async () => {
    const scene = await sceneWith(form, () => ({}));
    const { options, profile } = scene;
    const bad = `${secretOf('access')}\n`;
    const code = { code: bad, redirectUri };

    await scene.fails(() => createTokenSource({ ...options, clientSecret: bad }));
    await scene.fails(() => createTokenSource({ ...options, clientId: bad }));
    await scene.fails(() =>
      createTokenSource({ ...options, profile: { ...profile, tokenUrl: `http://u:${bad}@x.example` } }),
    );
    await scene.fails(() => createTokenSource({ ...options, origins: [`http://u:${bad}@x.example`] }));
    await scene.fails(() => createFixedTokenSource({ accessToken: bad, profile }));
    await scene.fails(() => createFixedTokenSource({ accessToken: () => bad, profile }).getToken());
    await scene.fails(() => refreshToken(bad));
    await scene.fails(() => authorizationCode(code));
    await scene.fails(() => createTokenSource(options).exchange(code));
    await scene.fails(() => createTokenSource(options).connect({ refreshToken: bad }));
    await scene.fails(() => createTokenSource(options).connect({ refreshToken: 'a', accessToken: bad }));

    await expectNoSecret(scene);
  });

  it('if a callback repeats it', async () => {
    const scene = await sceneWith(form, () => ({}));
    const request = await createAuthorizationUrl({ ...scene.options, redirectUri });
    const asked = { ...request, state: forms.opaque('state'), codeVerifier: forms.opaque('verifier') };
    const callback = (parameters: Record<string, string>): string =>
      `${redirectUri}?${new URLSearchParams({ state: asked.state, code: secretOf('code'), ...parameters })}`;

    for (const parameters of [
      { state: 'wrong' },
      { error: `state ${asked.state}` },
      { error: 'server_error', error_description: `${asked.state} ${encodeURIComponent(asked.state)}` },
      { error: 'access_denied', error_description: secretOf('code') },
      { code: '' },
    ]) {
      await scene.fails(() => readCallback(callback(parameters), asked));
    }
    await scene.fails(() => readCallback(callback({}), { ...asked, createdAt: 0 }));
    await scene.fails(() =>
      readCallback(callback({ iss: 'https://evil.example' }), { ...asked, issuer: 'https://a.example' }),
    );

    await expectNoSecret(scene);
  });
});

const driverError = (text: string): Error =>
  Object.assign(new Error(text, { cause: text }), {
    name: 'DatabaseError',
    code: '57P01',
    detail: text,
    parameters: [text],
  });
const thrown = (error: Error): never => {
  throw error;
};
const found = (entry: object): never => ({ entry: { format: 1, revision: 'a', ...entry }, age: 0 }) as never; // rubbish, by intent
