import { createDamClient, type DamClient, type DamOptions } from '@acme/dam';
import { memoryStore } from '@acme/oauth-core';
import { createSandbox, type DamClientOptions, type Sandbox, type SandboxOptions } from '@acme/sandbox';
import { onTestFinished } from 'vitest';

export const redirectUri = 'https://app.example.com/callback';
export const hour = 3_600_000;

/** A sandbox without a port, which ends with the test. */
export function sandboxed(options: SandboxOptions = {}): Sandbox {
  const sandbox = createSandbox(options);
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** A client of a person who has consented. */
export async function signedIn(
  sandbox: Sandbox,
  options: DamOptions & Partial<DamClientOptions> = {},
  key = 'account:1',
): Promise<DamClient> {
  const dam = createDamClient({ ...sandbox.clients.dam, store: memoryStore(), ...options });
  const request = await dam.createAuthorizationUrl({ account: 'meadow', redirectUri });
  return dam.fromCallback(await sandbox.authorize(request.url), request, { key });
}

/** A client with the token that an administrator has made by hand. */
export const personal = (sandbox: Sandbox, options: DamOptions = {}): DamClient =>
  createDamClient({ ...sandbox.clients.damPersonal, ...options });

/** A fetch that leads hosts of the real service to the sandbox, and notes what was asked. */
export function rerouted(sandbox: Sandbox, routes: Readonly<Record<string, string>>) {
  const requests: Request[] = [];
  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    requests.push(request);
    const { origin } = new URL(request.url);
    const target = routes[origin];
    return target === undefined
      ? sandbox.fetch(request)
      : sandbox.fetch(new Request(request.url.replace(origin, target), request));
  };
  return { fetch, requests };
}

/** A client of a service that gives these answers in turn, the last one for ever. */
export function answered(
  answers: readonly (() => Response)[],
  options: DamOptions & { readonly accessToken?: string } = {},
) {
  const requests: Request[] = [];
  const client = createDamClient({
    accessToken: 'wat_meadow_x',
    retry: 0,
    ...options,
    async fetch(input, init) {
      requests.push(new Request(input as string, init as RequestInit)); // the platform's own
      const answer = answers[Math.min(requests.length, answers.length) - 1];
      if (answer === undefined) throw new Error('no answer');
      return answer();
    },
  });
  return { client, requests };
}

/** A fetch that gets no answer, and ends with the signal of its call. */
export const unanswered = async (_: unknown, init: object = {}): Promise<never> =>
  new Promise((_resolve, reject) => {
    const { signal } = init as RequestInit; // the platform's own
    if (signal?.aborted) reject(signal.reason);
    signal?.addEventListener('abort', () => reject(signal.reason));
  });
