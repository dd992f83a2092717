// Generated from an OpenAPI document by packages/openapi: change the generator, not this file.
import type { DamOperations } from '../operations.gen.ts';
import * as c from './components.gen.ts';
import * as s from '@acme/http/schemas';

export const createOrder: s.Schema<DamOperations['post']["/api/rest/order"]['answer']> = /* @__PURE__ */ s.lazy(() => s.object({ orders: s.array(c.Order) }));
export const cleanOrderAssets: s.Schema<DamOperations['post']["/api/rest/order/items/removals"]['answer']> = /* @__PURE__ */ s.lazy(() => s.object({ removedItems: s.array(s.object({ name: s.string(), reason: s.string() })) }));
export const getOrderByUuid: s.Schema<DamOperations['get']["/api/rest/order/uuid/{uuid}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.Order);
export const getOrderBySequenceNumber: s.Schema<DamOperations['get']["/api/rest/order/seqNum/{seqNum}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.Order);
export const getOrderZipStatus: s.Schema<DamOperations['get']["/api/rest/order/uuid/{uuid}/zip"]['answer']> = /* @__PURE__ */ s.lazy(() => c.ZipStatus);
export const listOrderProfiles: s.Schema<DamOperations['get']["/api/rest/order/profile/internet"]['answer']> = /* @__PURE__ */ s.lazy(() => s.object({ profiles: s.array(c.OrderProfile) }));
export const listConversionsForOrder: s.Schema<DamOperations['post']["/api/rest/conversion/order/profile/uuid/{profileId}"]['answer']> = /* @__PURE__ */ s.lazy(() => s.object({ conversions: s.array(c.Conversion) }));
