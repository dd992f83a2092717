import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Env, processEnv } from '@acme/http';
import { ConfigurationError, createFixedTokenSource, parseObject, refuseOption, secureUrl } from '@acme/oauth-core';
import { type CloudClient, type CloudOptions, createCloudClient, defaultBaseUrl } from './cloud-client.ts';
import { cloudProfile } from './cloud-profile.ts';
import { fromVariables, missing } from './from-env.ts';

/**
 * A client with the credentials of Acquia's tools. It looks in this order: `ACLI_KEY` with `ACLI_SECRET`,
 * `ACLI_ACCESS_TOKEN`, the file that `ACLI_ACCESS_TOKEN_FILE` names (read for each request, as another program renews
 * it), and `~/.acquia/cloud_api.conf`. `AH_ORGANIZATION_UUID` and the URLs are read as in the main entry.
 *
 * @throws {ConfigurationError} from the first call, naming what is missing or wrong.
 */
export function createCloudClientFromEnv(env: Env = processEnv(), options: CloudOptions = {}): CloudClient {
  return fromVariables(env, options, (all, organization) => {
    if (env.ACLI_ACCESS_TOKEN_FILE) return fromTokenFile(env.ACLI_ACCESS_TOKEN_FILE, all);
    const file = join(env.HOME || env.USERPROFILE || homedir(), '.acquia', 'cloud_api.conf');
    const found = readConf(file);
    if (found !== undefined) return createCloudClient({ ...found.urls, ...all, organization, ...found.key });
    throw missing(env, `or ACLI_ACCESS_TOKEN, or ACLI_ACCESS_TOKEN_FILE, or log in with acli, which writes ${file}`);
  });
}

function fromTokenFile(path: string, options: CloudOptions): CloudClient {
  const { baseUrl = defaultBaseUrl, fetch, clock } = options;
  const tokens = createFixedTokenSource({
    async accessToken() {
      const text = await readFile(path, 'utf8').catch(() =>
        refuseOption('ACLI_ACCESS_TOKEN_FILE', `names ${path}, which can't be read`),
      );
      const token = text.replace(/^["\s]+|["\s]+$/g, '');
      if (!/^[!-~]+$/.test(token)) refuseOption('ACLI_ACCESS_TOKEN_FILE', `names ${path}, which holds no access token`);
      return token;
    },
    profile: cloudProfile(),
    origins: [secureUrl(baseUrl, 'baseUrl')],
    fetch,
    clock,
  });
  return createCloudClient({ ...options, tokens });
}

interface Conf {
  readonly key: { readonly clientId: string; readonly clientSecret: string };
  readonly urls: { readonly baseUrl?: string; readonly tokenUrl?: string };
}

/** The active key of `cloud_api.conf`; `undefined` if there is no such file. */
function readConf(file: string): Conf | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const { acli_key: active, keys } = parseObject(text);
  const name = typeof active === 'string' ? active : '';
  const entry = Object(Object(keys)[name]) as Record<string, unknown>; // each field is checked below
  if (name === '' || typeof entry.secret !== 'string') {
    throw new ConfigurationError(
      `${file} has no active key (acli_key) with a secret: log in with acli again.`,
      'cloud_api.conf',
    );
  }
  const { cloud_api_base_uri: baseUrl, accounts_uri: tokenUrl } = entry;
  return {
    key: { clientId: name, clientSecret: entry.secret },
    urls: {
      ...(typeof baseUrl === 'string' && baseUrl !== '' && { baseUrl }),
      ...(typeof tokenUrl === 'string' && tokenUrl !== '' && { tokenUrl }),
    },
  };
}
