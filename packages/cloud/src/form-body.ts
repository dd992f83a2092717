/** Three operations take only a form, whether they are called by path or by link. */
const takesForm = /\/subscriptions\/[^/]+(\/shield-acl.*)?$/;

/** An object as the form that these operations take. */
export function toForm(path: string, body: unknown): URLSearchParams | undefined {
  if (!takesForm.test(path)) return undefined;
  const form = new URLSearchParams();
  // A list is sent as `name[]`, once for each item: these services are written in PHP.
  for (const [name, value] of Object.entries(Object(body))) {
    for (const one of [value].flat()) {
      if (one !== undefined && one !== null) form.append(Array.isArray(value) ? `${name}[]` : name, String(one));
    }
  }
  return form;
}
