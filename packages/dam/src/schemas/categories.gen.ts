// Generated from an OpenAPI document by packages/openapi: change the generator, not this file.
import type { DamOperations } from '../operations.gen.ts';
import * as c from './components.gen.ts';
import * as s from '@acme/http/schemas';

export const listTopCategories: s.Schema<DamOperations['get']["/v2/categories"]['answer']> = /* @__PURE__ */ s.lazy(() => c.CategoryList);
export const listChildCategories: s.Schema<DamOperations['get']["/v2/categories/{categoryPath}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.CategoryList);
