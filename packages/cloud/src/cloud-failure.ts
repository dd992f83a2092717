/** What an answer of Cloud, or of Okta in front of it, says about a failure. */
export interface CloudFailure {
  /** One line, whichever shape the answer has. */
  readonly detail?: string | undefined;
  /** The organisation uses federated authentication, and the token has no scope for it. */
  readonly needsOrganization: boolean;
}

/**
 * Reads `{ error, message }`, in which `message` is a text, a list, or an object of texts by field; and Okta's
 * `{ errorCode, errorSummary, errorCauses }`. Anything else, such as an HTML page, has no detail.
 */
export function readCloudFailure(body: unknown): CloudFailure {
  const { error, message, errorSummary, errorCauses } = Object(body) as Record<string, unknown>; // checked below
  const detail = textOf([message ?? error, errorSummary, errorCauses]) || undefined;
  const needsOrganization =
    error === 'additional_authentication_required' || detail === 'This resource requires additional authentication.';
  return { detail, needsOrganization };
}

/** @param levels How many levels to read: an answer can be nested deeper than the call stack allows. */
function textOf(value: unknown, levels = 9): string {
  if (typeof value === 'string') return value.trim();
  if (levels === 0) return '';
  return Object.entries(Object(value))
    .map(([field, part]) => (Array.isArray(value) ? '' : `${field}: `) + textOf(part, levels - 1))
    .filter(Boolean)
    .join('; ');
}
