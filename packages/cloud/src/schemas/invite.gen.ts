// Generated from an OpenAPI document by packages/openapi: change the generator, not this file.
import type { CloudOperations } from '../operations.gen.ts';
import * as c from './components.gen.ts';
import * as s from '@acme/http/schemas';

export const getInviteByToken: s.Schema<CloudOperations['get']["/invites/{token}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.Invite);
export const postInviteCancel: s.Schema<CloudOperations['delete']["/invites/{token}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.Message);
export const postInviteAcceptByToken: s.Schema<CloudOperations['post']["/invites/{token}/actions/accept"]['answer']> = /* @__PURE__ */ s.lazy(() => c.Message);
export const postInviteDecline: s.Schema<CloudOperations['post']["/invites/{token}/actions/decline"]['answer']> = /* @__PURE__ */ s.lazy(() => c.Message);
export const postInviteResend: s.Schema<CloudOperations['post']["/invites/{token}/actions/resend"]['answer']> = /* @__PURE__ */ s.lazy(() => c.Message);
