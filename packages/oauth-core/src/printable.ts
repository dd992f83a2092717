/** A server's words, which may come from anyone: without our secrets, on one line, not too long. */
export function printable(text: string, secrets: readonly string[]): string {
  for (const secret of secrets.filter(Boolean)) {
    const form = String(new URLSearchParams({ '': secret })).slice(1);
    for (const known of [secret, encodeURIComponent(secret), form, JSON.stringify(secret).slice(1, -1)]) {
      text = text.replaceAll(known, '[masked]');
    }
  }
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 300);
}
