import type { Addresses, Pair } from './service.ts';

/** One GET with a token: the status of the answer, whose JSON has been read. */
export type Call = () => Promise<number>;

export type Fetch = typeof globalThis.fetch;

/** What a call needs if it has its token already. */
export interface Target {
  readonly url: string;
  readonly accessToken: string;
  /** Left out: the platform's, or the peer's own. */
  readonly fetch: Fetch | undefined;
}

/** A library, used as its documentation says. */
export interface Peer {
  readonly name: string;
  /** Calls that send a valid token. */
  open?(target: Target): Call | Promise<Call>;
  /** Calls of an app that requests its tokens: by client credentials, or by a refresh token if the peer lacks these. */
  renew?(service: Addresses): Call;
  /** Calls of one of several processes that share a person's tokens in a folder. */
  share?: {
    /** Writes the tokens into the folder. The access token has expired. */
    seed(service: Addresses, folder: string, key: string, pair: Pair): Promise<void>;
    open(service: Addresses, folder: string, key: string): Promise<Call>;
  };
}

export const clientId = 'bench';
export const clientSecret = 'bench-secret';

/** Reads the answer, as every call does. */
export async function statusOf(answer: Promise<Response>): Promise<number> {
  const given = await answer;
  await given.json();
  return given.status;
}
