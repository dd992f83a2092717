import type { Sandbox } from '@acme/sandbox';
import { isObject, type JsonObject, loadDocument } from '../../src/openapi/document.ts';
import { createWalk, type Walk } from './walk.ts';

/** Cloud's API, called with this token. */
export async function walkCloud(sandbox: Sandbox, token: string): Promise<Walk> {
  return createWalk(sandbox, await loadDocument('cloud'), sandbox.clients.cloud.baseUrl, token, SOURCES, itemsOf);
}

const itemsOf = (body: JsonObject): readonly JsonObject[] | undefined =>
  isObject(body._embedded) ? (body._embedded.items as readonly JsonObject[] | undefined) : undefined; // as HAL has it

const SOURCES = {
  applicationUuid: '/applications',
  applicationId: '/applications',
  organizationUuid: '/organizations',
  subscriptionUuid: '/subscriptions',
  teamUuid: '/teams',
  identityProviderUuid: '/identity-providers',
  subscriptionId: '/subscriptions',
  environmentId: '/applications/{applicationUuid}/environments',
  ideUuid: '/account/ides',
  messageUuid: '/account/messages',
  notificationUuid: '/applications/{applicationUuid}/notifications',
  roleUuid: '/organizations/{organizationUuid}/roles',
  privateNetworkId: '/subscriptions/{subscriptionId}/private-networks',
  siteId: '/sites',
  token: 'an-invitation',
  domainName: 'www.orchard.example',
  domain: '/environments/{environmentId}/domains',
  usageMetric: 'views',
  '/v3/environments/{environmentId}': '/codebases/{codebaseId}/environments',
};
