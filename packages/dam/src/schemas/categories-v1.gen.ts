// Generated from an OpenAPI document by packages/openapi: change the generator, not this file.
import type { DamOperations } from '../operations.gen.ts';
import * as c from './components.gen.ts';
import * as s from '@acme/http/schemas';

export const createCategory: s.Schema<DamOperations['post']["/api/rest/category"]['answer']> = /* @__PURE__ */ s.lazy(() => c.CategoryV1);
export const editCategory: s.Schema<DamOperations['put']["/api/rest/category/uuid/{uuid}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.CategoryV1);
export const getCategoryTree: s.Schema<DamOperations['get']["/api/rest/category/categoryTree"]['answer']> = /* @__PURE__ */ s.lazy(() => c.CategoryTreeV1);
