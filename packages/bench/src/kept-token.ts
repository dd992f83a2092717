/** A token that the app itself keeps, because its library only requests tokens. */
export interface KeptToken {
  readonly accessToken: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Keeps the token in a variable, and requests another when it has expired, as the libraries' examples do. */
export function keepToken(request: () => Promise<KeptToken>): () => Promise<string> {
  let token: KeptToken | undefined;
  return async () => {
    if (token === undefined || token.expiresAt <= Date.now()) token = await request();
    return token.accessToken;
  };
}
