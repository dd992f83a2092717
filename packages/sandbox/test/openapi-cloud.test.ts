import { createSandbox, stoppedClock } from '@acme/sandbox';
import { expect, it } from 'vitest';
import { isObject, type JsonObject, loadDocument } from '../src/openapi/document.ts';
import { cloudToken } from './support/requests.ts';
import { createWalk, type Walk } from './support/walk.ts';

async function walkCloud(): Promise<Walk> {
  const sandbox = createSandbox({ clock: stoppedClock() });
  const { body } = await cloudToken(sandbox);
  return createWalk(
    sandbox,
    await loadDocument('cloud'),
    sandbox.clients.cloud.baseUrl,
    body.access_token,
    SOURCES,
    items,
  );
}

const items = (body: JsonObject): readonly JsonObject[] | undefined =>
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
  '/v3/environments/{environmentId}': '/codebases/{codebaseId}/environments',
  usageMetric: 'views',
};

it('every GET of the Cloud document answers with a body that fits its schema', { timeout: 60_000 }, async () => {
  const walk = await walkCloud();
  const gets = walk.operations.filter(({ method }) => method === 'GET');
  const wrong: string[] = [];

  for (const operation of gets) {
    const path = await walk.fill(operation.path);
    const { status, type, body } = await walk.send(operation, path);
    const misfit = operation.answer !== undefined && type.includes('json') ? walk.misfit(operation, body) : undefined;
    if (status !== operation.status || misfit !== undefined) wrong.push(`${path}: ${status} ${misfit}`);
  }

  expect(wrong).toEqual([]);
  expect(gets).toHaveLength(192);
});
