/** Three operations take a form only. */
const takesForm = /^\/subscriptions\/[^/]+(\/shield-acl.*)?$/;

/** An object as the form that these operations take; what the platform knows as a body stays as it is. */
export const toFormBody = (path: string, body: unknown): unknown =>
  takesForm.test(path) && Object.getPrototypeOf(body ?? '') === Object.prototype
    ? new URLSearchParams(formFields(body))
    : body;

const formFields = (value: unknown): [string, string][] =>
  Object.entries(value as object) // the generated types say an object
    .filter(([, field]) => field !== undefined && field !== null)
    // A list as PHP reads it, which the services that take forms are written in.
    .flatMap(([name, field]) =>
      Array.isArray(field)
        ? field.map((one): [string, string] => [`${name}[]`, String(one)])
        : [[name, String(field)] as [string, string]],
    );
