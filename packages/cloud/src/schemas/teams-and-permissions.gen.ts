// Generated from an OpenAPI document by packages/openapi: change the generator, not this file.
import type { CloudOperations } from '../operations.gen.ts';
import * as c from './components.gen.ts';
import * as s from '@acme/http/schemas';

export const getPermissions: s.Schema<CloudOperations['get']["/permissions"]['answer']> = /* @__PURE__ */ s.lazy(() => c.Permissions);
export const getRole: s.Schema<CloudOperations['get']["/roles/{roleUuid}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.Role);
export const putRoleByUuid: s.Schema<CloudOperations['put']["/roles/{roleUuid}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.Message);
export const deleteRole: s.Schema<CloudOperations['delete']["/roles/{roleUuid}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.Message);
export const getTeams: s.Schema<CloudOperations['get']["/teams"]['answer']> = /* @__PURE__ */ s.lazy(() => c.Teams);
export const getTeam: s.Schema<CloudOperations['get']["/teams/{teamUuid}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.Team);
export const putTeamsName: s.Schema<CloudOperations['put']["/teams/{teamUuid}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.Message);
export const deleteTeam: s.Schema<CloudOperations['delete']["/teams/{teamUuid}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.Message);
export const postLeaveTeam: s.Schema<CloudOperations['post']["/teams/{teamUuid}/actions/leave"]['answer']> = /* @__PURE__ */ s.lazy(() => c.Message);
export const getTeamApplications: s.Schema<CloudOperations['get']["/teams/{teamUuid}/applications"]['answer']> = /* @__PURE__ */ s.lazy(() => c.TeamApplications);
export const postTeamAddApplication: s.Schema<CloudOperations['post']["/teams/{teamUuid}/applications"]['answer']> = /* @__PURE__ */ s.lazy(() => c.Message);
export const deleteTeamsRemoveApplication: s.Schema<CloudOperations['delete']["/teams/{teamUuid}/applications/{applicationUuid}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.Message);
export const getTeamInvites: s.Schema<CloudOperations['get']["/teams/{teamUuid}/invites"]['answer']> = /* @__PURE__ */ s.lazy(() => c.TeamInvites);
export const postTeamsInviteUser: s.Schema<CloudOperations['post']["/teams/{teamUuid}/invites"]['answer']> = /* @__PURE__ */ s.lazy(() => s.union([c.Message, c.Invite]));
export const getTeamMembers: s.Schema<CloudOperations['get']["/teams/{teamUuid}/members"]['answer']> = /* @__PURE__ */ s.lazy(() => c.TeamMembers);
export const putTeamsMember: s.Schema<CloudOperations['put']["/teams/{teamUuid}/members/{userUuid}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.Message);
export const deleteTeamsRemoveMember: s.Schema<CloudOperations['delete']["/teams/{teamUuid}/members/{userUuid}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.Message);
