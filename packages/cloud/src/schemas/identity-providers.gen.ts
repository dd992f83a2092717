// Generated from an OpenAPI document by packages/openapi: change the generator, not this file.
import type { CloudOperations } from '../operations.gen.ts';
import * as c from './components.gen.ts';
import * as s from '@acme/http/schemas';

export const getIdentityProviders: s.Schema<CloudOperations['get']["/identity-providers"]['answer']> = /* @__PURE__ */ s.lazy(() => c.IdentityProviders);
export const getIdentityProvider: s.Schema<CloudOperations['get']["/identity-providers/{identityProviderUuid}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.IdentityProvider);
export const putIdentityProvider: s.Schema<CloudOperations['put']["/identity-providers/{identityProviderUuid}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.Message);
export const deleteIdentityProvider: s.Schema<CloudOperations['delete']["/identity-providers/{identityProviderUuid}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.MessageWithLinks);
export const postEnableIdentityProvider: s.Schema<CloudOperations['post']["/identity-providers/{identityProviderUuid}/actions/enable"]['answer']> = /* @__PURE__ */ s.lazy(() => c.MessageWithLinks);
export const postDisableIdentityProvider: s.Schema<CloudOperations['post']["/identity-providers/{identityProviderUuid}/actions/disable"]['answer']> = /* @__PURE__ */ s.lazy(() => c.MessageWithLinks);
