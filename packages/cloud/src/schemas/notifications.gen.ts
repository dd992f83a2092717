// Generated from an OpenAPI document by packages/openapi: change the generator, not this file.
import type { CloudOperations } from '../operations.gen.ts';
import * as c from './components.gen.ts';
import * as s from '@acme/http/schemas';

export const getNotificationByUuid: s.Schema<CloudOperations['get']["/notifications/{notificationUuid}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.NotificationStub);
