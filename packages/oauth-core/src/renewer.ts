import { type OAuthEvent, type OAuthOccurrence, tell } from './events.ts';
import type { Grant } from './grant.ts';
import type { RecordPlace } from './record-store.ts';
import type { TokenEndpoint } from './token-request.ts';

/** The times of a claim, in milliseconds. No public option sets them directly; tests pass shorter ones. */
export interface Timing {
  /** For this long nobody takes a claim over. */
  readonly lease: number;
  /** For this long an orphaned claim must stand unchanged before it is taken over. */
  readonly watch: number;
  /** A request must leave within this time after its claim was written. */
  readonly sendWindow: number;
}

/** Everything that one renewal needs. It changes only `state` and `skew`. */
export interface Renewer extends TokenEndpoint, RecordPlace {
  readonly grant: Grant;
  /** Using the refresh token ends it. */
  readonly rotates: boolean;
  readonly margin: (lifetimeMs: number) => number;
  readonly attempts: number;
  readonly minDelayMs: number;
  readonly maxDelayMs: number;
  readonly timing: Timing;
  readonly random: () => number;
  readonly holder: () => string;
  /** Drops what this process knows of the key. */
  readonly forget: () => unknown;
  readonly onEvent: ((event: OAuthEvent) => void) | undefined;
}

/** Tells the listener, if there is one, what happens to the tokens. */
export function emit({ clock, holder, key, onEvent, state }: Renewer, occurrence: OAuthOccurrence): void {
  tell(onEvent, () => ({
    at: clock.now(),
    key,
    generation: 0,
    fingerprint: '',
    holder: holder(),
    ...state.about,
    ...occurrence,
  }));
}

/** Sleeps within a renewal. It also shows that the renewal is alive: callers wait until its next step must be over. */
export function sleep({ clock, state, timing }: Renewer, ms: number): Promise<void> {
  state.flightUntil = clock.now() + ms + timing.lease + timing.watch;
  return clock.sleep(ms);
}

/** What decides whether a token is due. */
export interface Aging {
  readonly accessToken?: string | undefined;
  readonly obtainedAt?: number | undefined;
  readonly expiresAt?: number | undefined;
}

/**
 * Whether a token has expired, is within its margin before that, or will not live as long as a caller needs it.
 *
 * @param share Which part of the margin counts: half of it if a new token is fetched in the background. Default: all of
 * it, but none while renewal is put off.
 */
export function isDue(
  { clock, margin, skew, state }: Renewer,
  { obtainedAt = 0, expiresAt }: Aging,
  minimumLifetime = 0,
  share: number = clock.now() < state.putOffUntil ? 0 : 1,
): boolean {
  if (expiresAt === undefined) return false;
  const lifetime = expiresAt - obtainedAt;
  const wanted = Math.max(share * (margin(lifetime) || 0), minimumLifetime);
  // Whoever wants more than a new token would live must not cause a renewal with each call: 0.9 of its life is enough.
  // By the server's clock. If something is NaN, the token is due: with `<=` instead of `!(… >)`, it never would be.
  return !(expiresAt - (clock.now() + skew.ms) > Math.min(wanted, 0.9 * lifetime));
}

/** Whether a token can be handed out: not refused, and not due. */
export function isGood(renewer: Renewer, token: Aging, minimumLifetime?: number, share?: number): boolean {
  const { accessToken } = token;
  return (
    accessToken !== undefined && accessToken !== renewer.state.refused && !isDue(renewer, token, minimumLifetime, share)
  );
}
