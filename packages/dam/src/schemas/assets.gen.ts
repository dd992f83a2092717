// Generated from an OpenAPI document by packages/openapi: change the generator, not this file.
import type { DamOperations } from '../operations.gen.ts';
import * as c from './components.gen.ts';
import * as s from '@acme/http/schemas';

export const searchAssets: s.Schema<DamOperations['get']["/v2/assets/search"]['answer']> = /* @__PURE__ */ s.lazy(() => c.AssetSearchResult);
export const scrollAssets: s.Schema<DamOperations['get']["/v2/assets/search/scroll"]['answer']> = /* @__PURE__ */ s.lazy(() => c.AssetSearchResult);
export const getAsset: s.Schema<DamOperations['get']["/v2/assets/{id}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.Asset);
export const listAssetVersionsV2: s.Schema<DamOperations['get']["/v2/assets/{id}/versions"]['answer']> = /* @__PURE__ */ s.lazy(() => s.object({ items: s.array(c.Asset) }));
export const getAssetVersion: s.Schema<DamOperations['get']["/v2/assets/{id}/versions/{version_id}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.Asset);
export const getAssetMetadata: s.Schema<DamOperations['get']["/v2/assets/{id}/metadata"]['answer']> = /* @__PURE__ */ s.lazy(() => c.MetadataValues);
export const getAssetSecurity: s.Schema<DamOperations['get']["/v2/assets/{id}/security"]['answer']> = /* @__PURE__ */ s.lazy(() => c.AssetSecurity);
export const listAssetGroups: s.Schema<DamOperations['get']["/v2/assets/assetgroups"]['answer']> = /* @__PURE__ */ s.lazy(() => c.AssetGroupList);
