// Generated from an OpenAPI document by packages/openapi: change the generator, not this file.
import type { DamOperations } from '../operations.gen.ts';
import * as s from '@acme/http/schemas';

export const getApiUsage: s.Schema<DamOperations['get']["/v2/usage/api"]['answer']> = /* @__PURE__ */ s.lazy(() => s.object({ report_end_timestamp: s.string(), report_start_timestamp: s.string(), request_count: s.number() }));
