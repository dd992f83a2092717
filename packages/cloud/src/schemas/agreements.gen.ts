// Generated from an OpenAPI document by packages/openapi: change the generator, not this file.
import type { CloudOperations } from '../operations.gen.ts';
import * as c from './components.gen.ts';
import * as s from '@acme/http/schemas';

export const getAgreements: s.Schema<CloudOperations['get']["/agreements"]['answer']> = /* @__PURE__ */ s.lazy(() => c.Agreements);
export const getAgreement: s.Schema<CloudOperations['get']["/agreements/{agreementUuid}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.Agreement);
export const postAcceptAgreement: s.Schema<CloudOperations['post']["/agreements/{agreementUuid}/actions/accept"]['answer']> = /* @__PURE__ */ s.lazy(() => c.Message);
export const postDeclineAgreement: s.Schema<CloudOperations['post']["/agreements/{agreementUuid}/actions/decline"]['answer']> = /* @__PURE__ */ s.lazy(() => c.Message);
export const getInvitees: s.Schema<CloudOperations['get']["/agreements/{agreementUuid}/invitees"]['answer']> = /* @__PURE__ */ s.lazy(() => c.Invitees);
