import type { Entity } from '../data/source-content.ts';
import { type Answer, html } from '../exchange.ts';
import type { Context } from '../router.ts';
import { jsonApiError } from './document.ts';

/** Whether the caller may write, and see unpublished entries. */
export const administers = ({ token }: Pick<Context, 'token'>): boolean =>
  token?.scope.includes('content:administer') === true;

export const isVisible = (context: Pick<Context, 'token'>, { attributes }: Entity): boolean =>
  attributes.status !== false || administers(context);

export const forbidden = (): Answer =>
  jsonApiError(403, 'Forbidden', "The 'content:administer' permission is required.");

/** The answer to a caller that may not write; `undefined` if it may. */
export function refuseWrite(context: Pick<Context, 'token'>): Answer | undefined {
  if (context.token === undefined) return unauthorized('No access token was sent');
  return administers(context) ? undefined : forbidden();
}

/** A 401 as Drupal answers it: the reason is in a header, and the body is a page for people. */
export function unauthorized(reason: string): Answer {
  return html(401, 'Unauthorized', '<p>The page you asked for needs you to sign in.</p>', {
    'www-authenticate': `Bearer realm="OAuth", error="access_denied", error_description="${reason}"`,
  });
}
