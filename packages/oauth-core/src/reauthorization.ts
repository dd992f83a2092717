import { type ReauthorizationReason, ReauthorizationRequiredError, type TokenRequestError } from './errors.ts';

const stories: Record<ReauthorizationReason, string> = {
  never_authorized: 'nobody has consented yet',
  expired: 'the refresh token has expired',
  spent_elsewhere: 'its refresh token was used by someone outside this store, or was revoked',
  revoked: 'it was revoked',
  answer_lost: 'the answer to a renewal was lost, and the refresh token with it',
  store_lost_it: 'the store no longer has it',
  cleared: 'it was cleared',
};

/** The error that asks for a person. */
export function reauthorization(
  key: string,
  reason: ReauthorizationReason,
  error?: TokenRequestError,
): ReauthorizationRequiredError {
  const said = error ? ` (${[error.status, error.error, error.errorDescription].filter(Boolean).join(' ')})` : '';
  return new ReauthorizationRequiredError(
    `The authorisation ${JSON.stringify(key)} can't be renewed: ${stories[reason]}${said}. Send the person to the consent page.`,
    key,
    reason,
  );
}
