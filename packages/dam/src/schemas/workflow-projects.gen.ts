// Generated from an OpenAPI document by packages/openapi: change the generator, not this file.
import type { DamOperations } from '../operations.gen.ts';
import * as c from './components.gen.ts';
import * as s from '@acme/http/schemas';

export const createProject: s.Schema<DamOperations['post']["/v2/workflow/projects"]['answer']> = /* @__PURE__ */ s.lazy(() => s.object({ project_id: s.string() }));
export const getProject: s.Schema<DamOperations['get']["/v2/workflow/projects/{project_id}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.Project);
export const listDeliverables: s.Schema<DamOperations['get']["/v2/workflow/projects/{project_id}/deliverables"]['answer']> = /* @__PURE__ */ s.lazy(() => s.object({ items: s.array(c.Deliverable) }));
export const addDeliverable: s.Schema<DamOperations['post']["/v2/workflow/projects/{project_id}/deliverables"]['answer']> = /* @__PURE__ */ s.lazy(() => s.object({ deliverable_id: s.string(), id: s.string(), project_id: s.string() }));
export const getDeliverable: s.Schema<DamOperations['get']["/v2/workflow/projects/{project_id}/deliverables/{deliverable_id}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.Deliverable);
export const uploadProof: s.Schema<DamOperations['post']["/v2/workflow/projects/{project_id}/deliverables/{deliverable_id}/proofs"]['answer']> = /* @__PURE__ */ s.lazy(() => s.object({ deliverable_id: s.string(), id: s.string(), project_id: s.string(), status: s.string(), thumbnails: c.WorkflowThumbnails }));
export const listSupportingFiles: s.Schema<DamOperations['get']["/v2/workflow/projects/{project_id}/support-files"]['answer']> = /* @__PURE__ */ s.lazy(() => s.array(c.SupportingFile));
