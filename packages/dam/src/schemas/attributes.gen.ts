// Generated from an OpenAPI document by packages/openapi: change the generator, not this file.
import type { DamOperations } from '../operations.gen.ts';
import * as c from './components.gen.ts';
import * as s from '@acme/http/schemas';

export const listAttributes: s.Schema<DamOperations['get']["/v2/attributes"]['answer']> = /* @__PURE__ */ s.lazy(() => c.AttributePage);
export const listAttributeVocabulary: s.Schema<DamOperations['get']["/v2/attributes/{id}/vocabulary"]['answer']> = /* @__PURE__ */ s.lazy(() => s.object({ vocabulary: s.array(s.string()) }));
