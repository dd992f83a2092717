import { type ReauthorizationReason, ReauthorizationRequiredError, type TokenRequestError } from './errors.ts';
import { writeRecord } from './record-store.ts';
import { emit, type Renewer } from './renewer.ts';
import { encodeRecord, type Revision, type TokenRecord } from './token-record.ts';
import { saidIn } from './token-request.ts';

const stories: Record<ReauthorizationReason, string> = {
  never_authorized: 'nobody has consented to this client, or the code was used before',
  expired: 'its refresh token has expired',
  spent_elsewhere: 'its refresh token was used outside this store, or was revoked',
  revoked: 'it was revoked',
  answer_lost: 'an answer was lost, and its refresh token with it',
  store_lost_it: 'the store no longer has it',
  cleared: 'it was cleared',
};

/** The error which says that a person has to consent again. */
export function reauthorization(
  key: string,
  reason: ReauthorizationReason,
  error?: TokenRequestError,
): ReauthorizationRequiredError {
  const said = error ? ` (${saidIn(error)})` : '';
  return new ReauthorizationRequiredError(
    `The authorisation ${JSON.stringify(key)} can't be renewed: ${stories[reason]}${said}. Send the person to the consent page.`,
    key,
    reason,
  );
}

/**
 * Marks a record as ended: its tokens can't be used any more.
 *
 * @returns `false` if somebody else has written meanwhile.
 */
export async function endRecord(
  renewer: Renewer,
  dead: TokenRecord,
  reason: ReauthorizationReason,
  revision: Revision,
  { error, requestId }: Partial<TokenRequestError> = {},
): Promise<boolean> {
  const ended = { why: 'refused' as const, reason, at: renewer.clock.now(), error, requestId };
  const written = await writeRecord(renewer, await encodeRecord(renewer, { ...dead, ended }), revision);
  if (typeof written === 'object') return false;
  emit(renewer, { type: 'ended', reason });
  return true;
}
