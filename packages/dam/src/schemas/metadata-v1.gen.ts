// Generated from an OpenAPI document by packages/openapi: change the generator, not this file.
import type { DamOperations } from '../operations.gen.ts';
import * as c from './components.gen.ts';
import * as s from '@acme/http/schemas';

export const listMetadataTypes: s.Schema<DamOperations['get']["/api/rest/metadata/types"]['answer']> = /* @__PURE__ */ s.lazy(() => s.object({ types: s.array(c.MetadataTypeV1) }));
