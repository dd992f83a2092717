import type { OAuthError, ReauthorizationReason } from './errors.ts';

/** What every event has. No event contains a secret. */
export interface OAuthEventHeader {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The entry in the store. */
  readonly key: string;
  /** The generation of the token set that the event is about; 0 before the first. */
  readonly generation: number;
  /** The first 8 hex digits of the SHA-256 of the access token that the event is about; empty if there is none. */
  readonly fingerprint: string;
  /** Which process: a random id, or `holder` of the options. */
  readonly holder: string;
}

/** What happens to the tokens of a source. */
export type OAuthEvent = OAuthEventHeader &
  (
    | { readonly type: 'requested'; readonly grant: string; readonly attempt: number }
    | { readonly type: 'answered'; readonly status: number; readonly durationMs: number }
    | { readonly type: 'failed'; readonly error: OAuthError; readonly sent: 'no' | 'maybe' | 'yes' }
    | { readonly type: 'claimed' }
    | { readonly type: 'waited'; readonly durationMs: number; readonly claimedBy: string }
    | { readonly type: 'taken_over'; readonly claimedBy: string }
    | { readonly type: 'stored'; readonly unconfirmed: boolean }
    | { readonly type: 'adopted' }
    | { readonly type: 'replayed'; readonly status: number }
    | { readonly type: 'scope_changed'; readonly requested: string; readonly granted: string }
    | { readonly type: 'store_failed'; readonly error: OAuthError }
    | { readonly type: 'ended'; readonly reason: ReauthorizationReason }
  );

/** The event without what the source adds to it. */
export type OAuthOccurrence = OAuthEvent extends infer E
  ? E extends OAuthEvent
    ? Omit<E, keyof OAuthEventHeader>
    : never
  : never;

/** Calls a listener with an event. If it throws, or its promise rejects, nothing else fails. @internal */
export function tell<Event>(listener: ((event: Event) => unknown) | undefined, make: () => Event): void {
  if (!listener) return;
  try {
    Promise.resolve(listener(make())).catch(() => {});
  } catch {
    // ignored, like a rejection
  }
}
