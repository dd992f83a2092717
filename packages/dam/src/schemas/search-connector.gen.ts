// Generated from an OpenAPI document by packages/openapi: change the generator, not this file.
import type { DamOperations } from '../operations.gen.ts';
import * as s from '@acme/http/schemas';

export const getSearchConnectorUrl: s.Schema<DamOperations['get']["/v2/integrations/url"]['answer']> = /* @__PURE__ */ s.lazy(() => s.object({ url: s.string() }));
