import { type OAuthEvent, type OAuthOccurrence, tell } from './events.ts';
import type { Grant } from './grant.ts';
import type { RecordPlace } from './record-store.ts';
import type { TokenEndpoint } from './token-request.ts';

/** How long claims hold, in milliseconds. Public options set none of these; tests pass short ones. */
export interface Timing {
  /** For this long nobody takes a claim over. */
  readonly lease: number;
  /** For this long an orphaned claim must stand unchanged before it is taken over. */
  readonly watch: number;
  /** A request must leave within this time after its claim was written. */
  readonly sendWindow: number;
}

/** Everything that one renewal needs. What it changes is in the state of the key, but for the skew. */
export interface Renewer extends TokenEndpoint, RecordPlace {
  readonly grant: Grant;
  /** The grant is a person's: what is lost can't be had again without one. */
  readonly needsPerson: boolean;
  /** Using the refresh token ends it. */
  readonly rotates: boolean;
  readonly margin: (lifetimeMs: number) => number;
  readonly attempts: number;
  readonly minDelayMs: number;
  readonly maxDelayMs: number;
  readonly timing: Timing;
  readonly random: () => number;
  readonly holder: () => string;
  /** Drops what memory knows of the key. */
  readonly forget: () => unknown;
  readonly onEvent: ((event: OAuthEvent) => void) | undefined;
}

/** Tells whoever listens what happens to the tokens. */
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

/** Sleeps within a renewal. Who does that is alive, and waited for until the next step must be done. */
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
 * Whether a token has expired, is inside its margin, or lives too short for what it is wanted for.
 *
 * @param share Of the margin: half of it where another token is fetched meanwhile.
 */
export function isDue(
  { clock, margin, skew }: Renewer,
  { obtainedAt = 0, expiresAt }: Aging,
  minimumLifetime = 0,
  share = 1,
): boolean {
  if (expiresAt === undefined) return false;
  const lifetime = expiresAt - obtainedAt;
  const wanted = Math.max(share * (margin(lifetime) || 0), minimumLifetime);
  // More than a new token would live can't be had: asking for it must not renew at each call.
  // By the server's clock. Where something is no number, it is due: the other way round nothing would ever be.
  return !(expiresAt - (clock.now() + skew.ms) > Math.min(wanted, 0.9 * lifetime));
}

/** Whether a token can be handed out: not refused, and not due. */
export function isGood(renewer: Renewer, token: Aging, minimumLifetime?: number, share?: number): boolean {
  const { accessToken } = token;
  return (
    accessToken !== undefined && accessToken !== renewer.state.refused && !isDue(renewer, token, minimumLifetime, share)
  );
}
