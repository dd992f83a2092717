// Generated from an OpenAPI document by packages/openapi: change the generator, not this file.
import type { CloudOperations } from '../operations.gen.ts';
import * as c from './components.gen.ts';
import * as s from '@acme/http/schemas';

export const getDistributions: s.Schema<CloudOperations['get']["/distributions"]['answer']> = /* @__PURE__ */ s.lazy(() => c.Distributions);
export const getDistributionByName: s.Schema<CloudOperations['get']["/distributions/{name}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.Distribution);
