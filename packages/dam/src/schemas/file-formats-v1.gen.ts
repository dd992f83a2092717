// Generated from an OpenAPI document by packages/openapi: change the generator, not this file.
import type { DamOperations } from '../operations.gen.ts';
import * as s from '@acme/http/schemas';

export const listFileFormats: s.Schema<DamOperations['get']["/api/rest/fileformats"]['answer']> = /* @__PURE__ */ s.lazy(() => s.object({ count: s.number(), formats: s.array(s.object({ description: s.string(), name: s.string() })) }));
