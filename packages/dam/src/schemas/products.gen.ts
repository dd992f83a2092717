// Generated from an OpenAPI document by packages/openapi: change the generator, not this file.
import type { DamOperations } from '../operations.gen.ts';
import * as c from './components.gen.ts';
import * as s from '@acme/http/schemas';

export const createProduct: s.Schema<DamOperations['post']["/v2/products"]['answer']> = /* @__PURE__ */ s.lazy(() => s.object({ product_id: s.string() }));
export const searchProducts: s.Schema<DamOperations['post']["/v2/products/search"]['answer']> = /* @__PURE__ */ s.lazy(() => c.ProductSearchResult);
export const getProduct: s.Schema<DamOperations['get']["/v2/products/{id}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.Product);
export const listProductsByChannel: s.Schema<DamOperations['get']["/v2/products/channels/{channel_id}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.ChannelProductPage);
export const listChannels: s.Schema<DamOperations['get']["/v2/channels"]['answer']> = /* @__PURE__ */ s.lazy(() => c.ChannelPage);
export const listProductCategories: s.Schema<DamOperations['get']["/v2/product-categories"]['answer']> = /* @__PURE__ */ s.lazy(() => c.ProductCategoryPage);
export const listProductTypes: s.Schema<DamOperations['get']["/v2/product-types"]['answer']> = /* @__PURE__ */ s.lazy(() => c.ProductTypePage);
