/**
 * How a secret may look in a text: as it is; escaped as in URLs and forms, with hex digits of either case; escaped as
 * in JSON, where slashes may be escaped or not, also as JSON in JSON.
 *
 * @internal
 */
export function writtenForms(secret: string): Set<string> {
  const form = String(new URLSearchParams({ '': secret })).slice(1);
  const url = encodeURIComponent(secret.replace(/\p{Cs}/gu, '\ufffd')); // it throws for half a surrogate pair
  const lower = [form, url].map((text) => text.replace(/%../g, (code) => code.toLowerCase()));
  const json = JSON.stringify(secret).slice(1, -1);
  return new Set([secret, form, url, ...lower, json, json.replaceAll('/', '\\/'), json.replaceAll('/', '\\\\/')]);
}
