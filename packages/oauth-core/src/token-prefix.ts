import { withoutGaps } from './without-gaps.ts';
import { writtenForms } from './written-forms.ts';

/** The first part of a DAM token: `wac` for an authorisation code, `wat` for an access token, `wrt` for a refresh token. */
export type TokenPrefix = 'wac' | 'wat' | 'wrt';

/** A DAM token in its parts: `wat_{account}_{secret}`, or `{account}/{secret}` of the older personal tokens. */
export interface ParsedToken {
  /** What it is for. */
  readonly kind: 'code' | 'access' | 'refresh';
  /** Left out for the older form. */
  readonly prefix?: TokenPrefix;
  /** The account: the first label of its host name. */
  readonly account: string;
  readonly secret: string;
}

/** Where a token stands in a text. Holds no secret itself. */
export interface LocatedToken {
  /** What a DAM token is for; `jwt`; or `bearer` for anything else that follows `Bearer`. */
  readonly kind: ParsedToken['kind'] | 'jwt' | 'bearer';
  /** Left out for the older form, and for tokens that are not DAM's. */
  readonly prefix?: TokenPrefix;
  /** The account of a DAM token. */
  readonly account?: string;
  /** Index of the token's first character. */
  readonly start: number;
  /** Index of the first character of its secret part. */
  readonly secretStart: number;
  /** Index after its last character. */
  readonly end: number;
}

/** What to mask. */
export interface RedactOptions {
  /** Secrets to mask that can't be recognised by their form: a client secret, a code verifier. */
  readonly also?: readonly string[] | undefined;
}

/**
 * Finds every DAM token, JWT and `Bearer` value, in the order of the text. Takes time in proportion to its length.
 *
 * It understands the escapes of URLs and JSON: before a token (`%3Dwat_…`), for the slash of the older form, and in a
 * `Bearer` value. It finds the older form only if its secret has 32 letters and digits or more, and not inside a path,
 * which looks the same.
 */
export function findTokens(text: string): LocatedToken[] {
  const escaped = String.raw`(?<=%[\dA-Fa-f]{2}|\\[bfnrtv]|\\x[\dA-Fa-f]{2}|\\u[\dA-Fa-f]{4})`;
  const edge = String.raw`(?:(?<![A-Za-z\d])|${escaped})`;
  const noToken = String.raw`(?:realm|scope|error(?:_description|_uri)?)=|[\w-]{0,67}(?:_|\\?/|%2[Ff])\[masked]`;
  // Each takes linear time: in a text that it has read and given up, a pattern can't begin again at every character.
  const patterns = {
    dam: String.raw`${edge}(?<prefix>wac|wat|wrt)_(?<account>[A-Za-z\d-]+)_(?<secret>[\w.~-]*[\w-])`,
    older: String.raw`(?:(?<![\w./-]|%(?=[\dA-Fa-f]{2}))|${escaped})(?<account>[A-Za-z\d-]{1,63})(?:\\?/|%2[Ff])(?<secret>[A-Za-z\d]{32,})`,
    jwt: String.raw`${edge}(?<secret>eyJ[\w-]{7,}(?:\.+[\w-]+)*)`,
    // Not tokens: parameters in a WWW-Authenticate header (RFC 6750 section 3), and what was masked before.
    bearer: String.raw`${edge}[Bb](?:earer|EARER)(?:[\s+]|%20)+(?!${noToken})(?<secret>(?:[\w.~+/-]|\\/|%2[BbFf])+(?:=|%3[Dd])*)`,
  };
  const kinds = {
    wac: 'code',
    wat: 'access',
    wrt: 'refresh',
    dam: 'access',
    older: 'access',
    jwt: 'jwt',
    bearer: 'bearer',
  } as const;

  const found: LocatedToken[] = [];
  for (const name of ['dam', 'older', 'jwt', 'bearer'] as const) {
    for (const { 0: whole, index, groups = {} } of text.matchAll(new RegExp(patterns[name], 'g'))) {
      const { account, secret = '' } = groups;
      const prefix = groups.prefix as TokenPrefix | undefined; // the pattern knows these three
      if (name === 'jwt' && secret.split('.').length < 3) continue;
      const end = index + whole.length;
      const secretStart = end - secret.length;
      found.push({
        kind: kinds[prefix ?? name],
        ...withoutGaps({ prefix, account }),
        start: account ? index : secretStart,
        secretStart,
        end,
      });
    }
  }

  // If two overlap (a DAM token after `Bearer`), the one that starts first, or tells more, stands for both.
  const apart: LocatedToken[] = [];
  for (const token of found.sort((a, b) => a.start - b.start)) {
    const last = apart.at(-1);
    if (last === undefined || token.start >= last.end) apart.push(token);
    else if (token.end > last.end) apart[apart.length - 1] = { ...last, end: token.end };
  }
  return apart;
}

/** Splits a DAM token into its parts. `undefined` for anything else. */
export function parseToken(token: string): ParsedToken | undefined {
  const [, prefix = '', account, secret] =
    /^(wac|wat|wrt)_([A-Za-z\d-]+)_([\w.~-]*[\w-])$/.exec(token) ??
    /^()([A-Za-z\d-]{1,63})\/([A-Za-z\d]{32,})$/.exec(token) ??
    [];
  if (!account || !secret) return undefined;
  const kinds: Record<string, ParsedToken['kind']> = { wac: 'code', wrt: 'refresh' };
  return { kind: kinds[prefix] ?? 'access', ...withoutGaps({ prefix: prefix as TokenPrefix }), account, secret };
}

/**
 * Masks the secret part of every token that `findTokens` finds; a DAM token keeps its prefix and account
 * (`wat_acme_[masked]`). The secrets in `also` are masked as they are, and as URLs, forms and JSON escape them.
 */
export function redact(text: string, { also = [] }: RedactOptions = {}): string {
  const masks = findTokens(text).map(({ secretStart, end }) => ({ start: secretStart, end }));
  for (const secret of also) {
    for (const form of writtenForms(secret)) {
      const kept = form.length - (parseToken(form)?.secret ?? form).length;
      for (let at = form ? text.indexOf(form) : -1; at >= 0; at = text.indexOf(form, at + 1)) {
        masks.push({ start: at + kept, end: at + form.length });
      }
    }
  }

  let redacted = '';
  let end = 0; // of the part of the text that is done
  for (const mask of masks.sort((a, b) => a.start - b.start)) {
    if (mask.start >= end) redacted += `${text.slice(end, mask.start)}[masked]`;
    end = Math.max(end, mask.end);
  }
  return redacted + text.slice(end);
}
