// Generated from an OpenAPI document by packages/openapi: change the generator, not this file.
import type { CloudOperations } from '../operations.gen.ts';
import * as c from './components.gen.ts';
import * as s from '@acme/http/schemas';

export const getEnvironmentsApmSetting: s.Schema<CloudOperations['get']["/environments/{environmentId}/settings/apm"]['answer']> = /* @__PURE__ */ s.lazy(() => c.Apm);
export const putEnvironmentsApmSetting: s.Schema<CloudOperations['put']["/environments/{environmentId}/settings/apm"]['answer']> = /* @__PURE__ */ s.lazy(() => c.Message);
export const getSubscriptionApmTypes: s.Schema<CloudOperations['get']["/subscriptions/{subscriptionUuid}/apm"]['answer']> = /* @__PURE__ */ s.lazy(() => c.ApmTypes);
export const getSubscriptionApmType: s.Schema<CloudOperations['get']["/subscriptions/{subscriptionUuid}/apm/{apmType}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.ApmType);
export const postSubscriptionApmOptIn: s.Schema<CloudOperations['post']["/subscriptions/{subscriptionUuid}/apm/{apmType}/actions/opt-in"]['answer']> = /* @__PURE__ */ s.lazy(() => c.MessageWithLinks);
