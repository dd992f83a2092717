/** Three operations take a form only. */
const takesForm = /^\/subscriptions\/[^/]+(\/shield-acl.*)?$/;

/** An object as the form that these operations take; what the platform knows as a body stays as it is. */
export function toFormBody(path: string, body: unknown): unknown {
  if (!takesForm.test(path) || !isPlainObject(body)) return body;
  const form = new URLSearchParams();
  // A list as PHP reads it, which the services that take forms are written in.
  for (const [name, value] of Object.entries(body)) {
    for (const one of [value].flat()) {
      if (one !== undefined && one !== null) form.append(Array.isArray(value) ? `${name}[]` : name, String(one));
    }
  }
  return form;
}

function isPlainObject(value: unknown): value is object {
  const prototype: unknown = Object.getPrototypeOf(value ?? ''); // that of a text is neither
  return prototype === Object.prototype || prototype === null;
}
