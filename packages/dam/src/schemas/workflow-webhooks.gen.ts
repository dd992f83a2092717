// Generated from an OpenAPI document by packages/openapi: change the generator, not this file.
import type { DamOperations } from '../operations.gen.ts';
import * as c from './components.gen.ts';
import * as s from '@acme/http/schemas';

export const listWorkflowWebhooks: s.Schema<DamOperations['get']["/v2/workflow/webhooks"]['answer']> = /* @__PURE__ */ s.lazy(() => s.object({ items: s.array(c.WorkflowWebhook) }));
export const createWorkflowWebhook: s.Schema<DamOperations['post']["/v2/workflow/webhooks"]['answer']> = /* @__PURE__ */ s.lazy(() => c.WorkflowWebhook);
