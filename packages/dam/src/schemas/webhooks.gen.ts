// Generated from an OpenAPI document by packages/openapi: change the generator, not this file.
import type { DamOperations } from '../operations.gen.ts';
import * as c from './components.gen.ts';
import * as s from '@acme/http/schemas';

export const listAssetsWebhooks: s.Schema<DamOperations['get']["/v2/webhooks/configurations"]['answer']> = /* @__PURE__ */ s.lazy(() => c.AssetsWebhookPage);
export const createAssetsWebhook: s.Schema<DamOperations['post']["/v2/webhooks/configurations"]['answer']> = /* @__PURE__ */ s.lazy(() => c.AssetsWebhookCreated);
export const getAssetsWebhook: s.Schema<DamOperations['get']["/v2/webhooks/configurations/{id}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.AssetsWebhook);
