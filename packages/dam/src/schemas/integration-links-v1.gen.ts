// Generated from an OpenAPI document by packages/openapi: change the generator, not this file.
import type { DamOperations } from '../operations.gen.ts';
import * as c from './components.gen.ts';
import * as s from '@acme/http/schemas';

export const listIntegrationLinks: s.Schema<DamOperations['get']["/api/rest/integrationlink"]['answer']> = /* @__PURE__ */ s.lazy(() => s.object({ integrationLinks: s.array(c.IntegrationLink) }));
export const registerIntegrationLink: s.Schema<DamOperations['post']["/api/rest/integrationlink"]['answer']> = /* @__PURE__ */ s.lazy(() => c.IntegrationLink);
