// Generated from an OpenAPI document by packages/openapi: change the generator, not this file.
import type { DamOperations } from '../operations.gen.ts';
import * as c from './components.gen.ts';
import * as s from '@acme/http/schemas';

export const createAsset: s.Schema<DamOperations['post']["/v2/uploads"]['answer']> = /* @__PURE__ */ s.lazy(() => c.CreatedAsset);
export const listUploadProfiles: s.Schema<DamOperations['get']["/v2/uploads/profiles"]['answer']> = /* @__PURE__ */ s.lazy(() => s.array(c.UploadProfile));
export const startChunkedUpload: s.Schema<DamOperations['post']["/v2/uploads/chunks/start"]['answer']> = /* @__PURE__ */ s.lazy(() => s.object({ session_id: s.string() }));
export const uploadChunk: s.Schema<DamOperations['post']["/v2/uploads/chunks/upload"]['answer']> = /* @__PURE__ */ s.lazy(() => s.object({ tag: s.string() }));
export const completeChunkedUpload: s.Schema<DamOperations['post']["/v2/uploads/chunks/complete"]['answer']> = /* @__PURE__ */ s.lazy(() => s.object({ file_id: s.string() }));
