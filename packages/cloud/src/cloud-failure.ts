/** What an answer of Cloud, or of Okta before it, says about a failure. */
export interface CloudFailure {
  /** One line, whichever shape it came in. */
  readonly detail?: string | undefined;
  /** The organisation uses federated authentication, and the token has no scope for it. */
  readonly needsOrganization: boolean;
}

/**
 * Reads `{ error, message }`, where `message` is a text, a list or an object of texts by field, and Okta's
 * `{ errorCode, errorSummary, errorCauses }`. Anything else (a page for people) says nothing.
 */
export function readCloudFailure(body: unknown): CloudFailure {
  const { error, message, errorSummary, errorCauses } = Object(body) as Record<string, unknown>; // every field is looked at
  const detail = textOf([message ?? error, errorSummary, errorCauses]) || undefined;
  const needsOrganization =
    error === 'additional_authentication_required' || detail === 'This resource requires additional authentication.';
  return { detail, needsOrganization };
}

/** @param left How deep it looks: answers may go deeper than calls can. */
function textOf(value: unknown, left = 9): string {
  if (typeof value === 'string') return value.trim();
  if (left === 0) return '';
  return Object.entries(Object(value))
    .map(([field, part]) => (Array.isArray(value) ? '' : `${field}: `) + textOf(part, left - 1))
    .filter(Boolean)
    .join('; ');
}
