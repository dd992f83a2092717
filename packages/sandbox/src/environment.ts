import type { ServiceName } from './authority.ts';
import type { SandboxClients } from './clients.ts';
import type { Organizations } from './cloud/organization.ts';

/** Lines of a `.env` file, `NAME=value`, with which a program uses the sandbox. */
export function environmentLines(
  clients: SandboxClients,
  organizations: Organizations,
): Readonly<Record<ServiceName, readonly string[]>> {
  const { cloud, source, dam, damPersonal } = clients;
  return {
    cloud: [
      `ACLI_KEY=${cloud.clientId}`,
      `ACLI_SECRET=${cloud.clientSecret}`,
      `AH_ORGANIZATION_UUID=${organizations[0].uuid}`,
      `ACLI_CLOUD_API_BASE_URI=${cloud.baseUrl}`,
      `ACLI_CLOUD_API_ACCOUNTS_URI=${cloud.tokenUrl}`,
    ],
    source: [
      `ACQUIA_SITE_URL=${source.siteUrl}`,
      `ACQUIA_CLIENT_ID=${source.clientId}`,
      `ACQUIA_CLIENT_SECRET=${source.clientSecret}`,
    ],
    dam: [
      `DAM_CLIENT_ID=${dam.clientId}`,
      `DAM_CLIENT_SECRET=${dam.clientSecret}`,
      `DAM_BASE_URL=${dam.baseUrl}`,
      `DAM_TOKEN_URL=${dam.tokenUrl}`,
      `DAM_CONSENT_URL=${dam.consentUrl}`,
      `DAM_V1_BASE_URL=${dam.v1BaseUrl}`,
      `DAM_ACCESS_TOKEN=${damPersonal.accessToken}`,
    ],
  };
}
