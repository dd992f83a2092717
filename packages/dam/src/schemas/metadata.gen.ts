// Generated from an OpenAPI document by packages/openapi: change the generator, not this file.
import type { DamOperations } from '../operations.gen.ts';
import * as c from './components.gen.ts';
import * as s from '@acme/http/schemas';

export const listViewableFields: s.Schema<DamOperations['get']["/v2/metadata/fields/viewable"]['answer']> = /* @__PURE__ */ s.lazy(() => s.object({ fields: s.array(c.ViewableMetadataField) }));
export const listFieldValues: s.Schema<DamOperations['get']["/v2/metadata/{displayKey}/vocabulary"]['answer']> = /* @__PURE__ */ s.lazy(() => c.MetadataVocabulary);
export const getFieldValue: s.Schema<DamOperations['get']["/v2/metadata/{displayKey}/vocabulary/{value}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.MetadataVocabularyValue);
