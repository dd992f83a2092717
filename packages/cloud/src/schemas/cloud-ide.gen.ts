// Generated from an OpenAPI document by packages/openapi: change the generator, not this file.
import type { CloudOperations } from '../operations.gen.ts';
import * as c from './components.gen.ts';
import * as s from '@acme/http/schemas';

export const getIde: s.Schema<CloudOperations['get']["/ides/{ideUuid}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.Ide);
export const deleteIde: s.Schema<CloudOperations['delete']["/ides/{ideUuid}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.MessageWithLinks);
