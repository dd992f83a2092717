// Generated from an OpenAPI document by packages/openapi: change the generator, not this file.
import type { DamOperations } from '../operations.gen.ts';
import * as c from './components.gen.ts';
import * as s from '@acme/http/schemas';

export const listAssetDownloads: s.Schema<DamOperations['post']["/v2/analytics/assets/downloads"]['answer']> = /* @__PURE__ */ s.lazy(() => c.AssetDownloadsPage);
export const listAssetShares: s.Schema<DamOperations['post']["/v2/analytics/assets/shares"]['answer']> = /* @__PURE__ */ s.lazy(() => c.AssetSharesPage);
export const listAssetViews: s.Schema<DamOperations['post']["/v2/analytics/assets/views"]['answer']> = /* @__PURE__ */ s.lazy(() => c.AssetViewsPage);
