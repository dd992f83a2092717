import { redact } from './token-prefix.ts';

/** A server's words, which may come from anyone: without our secrets or any token, on one line, not too long. */
export const printable = (text: string, secrets: readonly string[]): string =>
  redact(text, { also: secrets })
    .replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
    .slice(0, 300);
