/** A token as an app keeps it whose library gets tokens and keeps none. */
export interface KeptToken {
  readonly accessToken: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** The token in a variable: asked for anew when it has expired, as the libraries' examples do it. */
export function keepToken(request: () => Promise<KeptToken>): () => Promise<string> {
  let token: KeptToken | undefined;
  return async () => {
    if (token === undefined || token.expiresAt <= Date.now()) token = await request();
    return token.accessToken;
  };
}
