// Generated from an OpenAPI document by packages/openapi: change the generator, not this file.
import type { DamOperations } from '../operations.gen.ts';
import * as c from './components.gen.ts';
import * as s from '@acme/http/schemas';

export const listAssetVersions: s.Schema<DamOperations['get']["/api/rest/asset/uuid/{id}/assetversions"]['answer']> = /* @__PURE__ */ s.lazy(() => c.AssetVersionListV1);
export const getAssetV1: s.Schema<DamOperations['get']["/api/rest/asset/uuid/{id}"]['answer']> = /* @__PURE__ */ s.lazy(() => s.object({ name: s.optional(s.string()), metadataType: s.optional(s.string()), attachedDocs: s.optional(s.object({ docs: s.optional(s.array(s.object({ uuid: s.optional(s.string()), title: s.optional(s.string()), downloadUrl: s.optional(s.string()) }))) })) }));
