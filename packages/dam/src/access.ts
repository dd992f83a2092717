import type { HttpClient } from '@acme/http';
import type { Clock, Profile, TokenSource } from '@acme/oauth-core';
import type { Slots } from './slots.ts';

/** What the calls of a client need. */
export interface Access {
  readonly http: HttpClient;
  readonly tokens: TokenSource;
  readonly profile: Profile;
  readonly clientId?: string | undefined;
  /** The client's own account. */
  readonly account?: string | undefined;
  readonly clock: Clock;
  /** Shared by the chunks of all uploads. */
  readonly slots: Slots;
  /** The client checks the parts of an answer that it reads itself. */
  readonly isChecked: boolean;
  /** The token is a personal one, made by hand. */
  readonly isPersonal: boolean;
}
