import type { AccessToken } from '../../src/access-token.ts';
import { OAuthError, ReauthorizationRequiredError, TokenTimeoutError } from '../../src/errors.ts';
import type { GetTokenOptions } from '../../src/token-source.ts';
import type { CustodyRules } from './custody-rules.ts';
import type { Holder } from './holders.ts';
import type { PresentationRules } from './presentation-rules.ts';
import { apiOrigin } from './simulated-network.ts';
import type { World } from './world.ts';

/** What apps do with their token sources. Each call has to end with a value or with one of the package's own errors: P4. */
export interface Calls {
  /** A caller asks for a token and uses it; it may leave, and the token may be refused. */
  useToken(holder: Holder): void;
  consent(holder: Holder): void;
  connect(holder: Holder): void;
  forget(holder: Holder, how: 'clear' | 'revoke'): void;
  /** Asks once, and returns the outcome. */
  ask(holder: Holder, options?: GetTokenOptions): Promise<{ readonly token?: AccessToken; readonly error?: unknown }>;
  /** Asks once, without faults: a token that the authority accepts, or the error that asks for a person. */
  examine(holder: Holder): Promise<void>;
  dispose(holder: Holder): Promise<void>;
  /** Calls in live processes that have not ended. */
  pending(): readonly string[];
}

export function createCalls(world: World, rules: PresentationRules, custody: CustodyRules): Calls {
  const { authority, count, dice, fail, faults, lifetime, needsPerson, timeline, trace } = world;
  const open = new Set<{ readonly holder: Holder; readonly what: string }>();

  /** @returns The error that the call ended with, if any. */
  async function calling(
    holder: Holder,
    what: string,
    work: (startedAt: number) => Promise<void>,
    signal?: AbortSignal,
  ): Promise<unknown> {
    const { process } = holder;
    const call = { holder, what };
    const startedAt = timeline.now();
    open.add(call);
    trace(() => `${process.name}: ${what}`);
    try {
      await work(startedAt);
      return undefined;
    } catch (error) {
      if (process.isGone) return error;
      trace(() => `${process.name}: ${what} fails: ${error}`);
      if (signal?.aborted && error === signal.reason) return error;
      if (!OAuthError.is(error)) {
        fail('P4', `${what} fails with ${error}`); // without its stack, which only a replay has
        return error;
      }
      count(`error: ${error.code}`);
      const text = `${JSON.stringify(error)} ${error.stack} ${error.cause}`;
      if (text.includes('sec-')) fail('P10', `an error tells a secret: ${text}`);
      if (ReauthorizationRequiredError.is(error)) {
        count(`reauthorization: ${error.reason}`);
        if (!needsPerson) fail('P4', 'an app is sent to consent');
        if (what !== 'exchange') custody.reauthorizationRequired(startedAt);
      }
      return error;
    } finally {
      open.delete(call);
    }
  }

  const given = ({ process }: Holder, { accessToken }: AccessToken, startedAt: number): void => {
    if (process.isGone) return;
    trace(() => `${process.name} hands out ${accessToken}`);
    count('token');
    if (needsPerson) custody.given(process, accessToken, startedAt); // an app may get a token without the store
  };

  const refuse = ({ process, source }: Holder, token: AccessToken): void => {
    rules.refused(process, token.accessToken);
    source.invalidate(token);
  };

  const ask: Calls['ask'] = async (holder, options) => {
    let token: AccessToken | undefined;
    const asking = async (startedAt: number): Promise<void> => {
      token = await holder.source.getToken(options);
      given(holder, token, startedAt);
    };
    const error = await calling(holder, 'getToken', asking, options?.signal);
    return token === undefined ? { error } : { token };
  };

  return {
    useToken(holder) {
      const { process, source } = holder;
      const leaving = faults.happens('caller leaves', 0.5) ? new AbortController() : undefined;
      if (leaving) timeline.after(dice.between(0, 10_000), () => leaving.abort(new Error('the caller left')));
      const signal = leaving?.signal;
      if (dice.chance(0.3)) {
        const fetching = async (): Promise<void> => {
          await source.fetch(`${apiOrigin}/things`, { signal: signal ?? null });
        };
        calling(holder, 'fetch', fetching, signal);
        return;
      }
      const minimumLifetime = dice.chance(0.15) ? dice.between(1, lifetime / 2) : undefined;
      if (minimumLifetime !== undefined) rules.demanded(process, minimumLifetime);
      const getting = async (startedAt: number): Promise<void> => {
        const token = await source.getToken({ signal, minimumLifetime });
        given(holder, token, startedAt);
        if (authority.accepts(token.accessToken) && !faults.happens('resource refuses', 0.5)) return;
        refuse(holder, token);
        const again = timeline.now();
        given(holder, await source.getToken({ signal }), again);
      };
      calling(holder, `getToken${minimumLifetime ? ` for ${minimumLifetime} ms` : ''}`, getting, signal);
    },

    async consent(holder) {
      const code = authority.consent();
      const beganAt = timeline.now();
      const error = await calling(holder, 'exchange', async (startedAt) => {
        given(holder, await holder.source.exchange({ code, redirectUri: 'https://app.example/' }), startedAt);
      });
      if (ReauthorizationRequiredError.is(error) && error.reason === 'never_authorized') {
        custody.exchangeDenied(holder.process, beganAt, code, authority.familyOf(code)?.accessTokens[0]);
      }
    },

    connect(holder) {
      calling(holder, 'connect', async () => {
        count(`connect: ${await holder.source.connect(authority.mint())}`);
      });
    },

    forget(holder, how) {
      calling(holder, how, async (startedAt) => {
        await holder.source[how]();
        custody.cleared(holder.process, startedAt);
        rules.forgot(holder.process);
      });
    },

    ask,

    async examine(holder) {
      const { process } = holder;
      for (let round = 0; round < 4; round++) {
        const { token, error } = await ask(holder);
        if (token === undefined) {
          // It has joined a flight that began while there were faults, and has waited since then.
          if (round === 0 && TokenTimeoutError.is(error)) continue;
          if (!ReauthorizationRequiredError.is(error)) fail('P4', `${process.name} ends with ${error}`);
          return;
        }
        if (authority.accepts(token.accessToken)) return;
        refuse(holder, token);
      }
      fail('P4', `${process.name} never gets a token that is accepted`);
    },

    async dispose(holder) {
      await calling(holder, 'dispose', () => holder.source[Symbol.asyncDispose]());
    },

    pending: () =>
      [...open]
        .filter(({ holder }) => !holder.process.isGone)
        .map(({ holder, what }) => `${holder.process.name}: ${what}`),
  };
}
