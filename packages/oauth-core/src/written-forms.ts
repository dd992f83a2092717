/** A secret as texts hold it: as it is, in URLs and forms with either case of hex, in JSON with slashes escaped or not. */
export function writtenForms(secret: string): Set<string> {
  const form = String(new URLSearchParams({ '': secret })).slice(1);
  const url = encodeURIComponent(secret.replace(/\p{Cs}/gu, '\ufffd')); // it throws where half a surrogate pair is left
  const lower = [form, url].map((text) => text.replace(/%../g, (code) => code.toLowerCase()));
  const json = JSON.stringify(secret).slice(1, -1);
  return new Set([secret, form, url, ...lower, json, json.replaceAll('/', '\\/')]);
}
