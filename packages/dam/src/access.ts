import type { HttpClient } from '@acme/http';
import type { Clock, Profile, TokenSource } from '@acme/oauth-core';
import type { Slots } from './slots.ts';

/** What the calls of a client go through. */
export interface Access {
  readonly http: HttpClient;
  readonly tokens: TokenSource;
  readonly profile: Profile;
  readonly clientId?: string | undefined;
  /** The client's own account. */
  readonly account?: string | undefined;
  readonly clock: Clock;
  /** For chunks of all uploads. */
  readonly slots: Slots;
  /** What is read of an answer is checked before. */
  readonly isChecked: boolean;
  /** The token was made by hand. */
  readonly isPersonal: boolean;
}
