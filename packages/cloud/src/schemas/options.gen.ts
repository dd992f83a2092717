// Generated from an OpenAPI document by packages/openapi: change the generator, not this file.
import type { CloudOperations } from '../operations.gen.ts';
import * as c from './components.gen.ts';
import * as s from '@acme/http/schemas';

export const getOptions: s.Schema<CloudOperations['get']["/options"]['answer']> = /* @__PURE__ */ s.lazy(() => s.object({ _links: s.optional(c.Links) }));
export const getCdeSizes: s.Schema<CloudOperations['get']["/options/cde-sizes"]['answer']> = /* @__PURE__ */ s.lazy(() => c.CdeSizes);
export const getLogForwarding: s.Schema<CloudOperations['get']["/options/log-forwarding"]['answer']> = /* @__PURE__ */ s.lazy(() => s.object({ _links: s.optional(c.Links) }));
export const getLogForwardingSources: s.Schema<CloudOperations['get']["/options/log-forwarding/sources"]['answer']> = /* @__PURE__ */ s.lazy(() => c.LogForwardingSources);
export const getLogForwardingConsumers: s.Schema<CloudOperations['get']["/options/log-forwarding/consumers"]['answer']> = /* @__PURE__ */ s.lazy(() => c.LogForwardingConsumers);
export const getColors: s.Schema<CloudOperations['get']["/options/colors"]['answer']> = /* @__PURE__ */ s.lazy(() => c.Colors);
