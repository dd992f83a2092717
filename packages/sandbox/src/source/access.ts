import type { Entity } from '../data/source-content.ts';
import { type Answer, html } from '../exchange.ts';
import type { Context } from '../router.ts';
import { jsonApiError } from './document.ts';

/** Whether the caller may see what isn't published, and write. */
export const administers = ({ token }: Pick<Context, 'token'>): boolean =>
  token?.scope.includes('content:administer') === true;

export const isVisible = (context: Pick<Context, 'token'>, { attributes }: Entity): boolean =>
  attributes.status !== false || administers(context);

export const forbidden = (): Answer =>
  jsonApiError(403, 'Forbidden', "The 'content:administer' permission is required.");

/** Why the caller may not write; `undefined` where it may. */
export function refuseWrite(context: Pick<Context, 'token'>): Answer | undefined {
  if (context.token === undefined) return unauthorized('No access token was sent');
  return administers(context) ? undefined : forbidden();
}

/** The reason is in the header; the body is for people. */
export function unauthorized(reason: string): Answer {
  return html(401, 'Unauthorized', '<p>The page you asked for needs you to sign in.</p>', {
    'www-authenticate': `Bearer realm="OAuth", error="access_denied", error_description="${reason}"`,
  });
}
