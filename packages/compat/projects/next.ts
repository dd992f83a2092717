import { buildApp, startApp } from '../../tooling/next-app.ts';
import type { Project } from '../src/project.ts';

const layout = `export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
`;

const auth = `import { createAuth } from '@acme/next';
import { createSourceClient, sourceProfile } from '@acme/source';

const { siteUrl, clientId, clientSecret } = JSON.parse(process.env.SANDBOX).source;

export const auth = createAuth({
  profile: { ...sourceProfile(siteUrl), rotation: 'none' },
  clientId,
  clientSecret,
  sessionKeys: process.env.SESSION_KEY,
});

export const source = createSourceClient({ siteUrl, clientId, clientSecret });
`;

const page = `import { connection } from 'next/server';
import { auth, source } from '../auth.js';

export default async function Page() {
  await connection();
  const session = await auth.session();
  const article = await source.list('node--article').first();
  return <p>{session ? 'somebody' : 'nobody'} reads {article.type}</p>;
}
`;

const edgeRoute = `import { createCloudClient } from '@acme/cloud';

export const runtime = 'edge';
export const dynamic = 'force-dynamic';

export async function GET() {
  const cloud = createCloudClient(JSON.parse(process.env.SANDBOX).cloud);
  const { total } = await cloud.get('/applications', { query: { limit: 1 } });
  return Response.json({ total });
}
`;

/**
 * An app of Next.js: a page, a route at the edge, the routes of the sign-in and a proxy, built and started.
 *
 * @param proxy What this version calls the file and its function that see each request first.
 */
const onNext = (name: string, version: string, proxy: 'proxy' | 'middleware'): Project => ({
  name,
  withNext: true,
  dependencies: { next: version, react: '19.3.1', 'react-dom': '19.3.1', '@opentelemetry/api': '^1.9.0' },
  files: (entries) => ({
    'app/layout.jsx': layout,
    'app/page.jsx': page,
    'app/edge/route.js': edgeRoute,
    'app/api/auth/[...acme]/route.js':
      "import { auth } from '../../../../auth.js';\n\nexport const { GET, POST } = auth.handlers;\n",
    'app/entries/route.js': `${entries.map((entry, index) => `import * as entry${index} from '${entry}';\n`).join('')}
export const dynamic = 'force-dynamic';

export const GET = () => Response.json([${entries.map((_, index) => `Object.keys(entry${index}).length`).join(', ')}]);
`,
    'auth.js': auth,
    [`${proxy}.js`]: `import { auth } from './auth.js';

export const ${proxy} = auth.proxy({ protect: ['/account/:path*'] });
export const config = { matcher: ['/account/:path*'] };
`,
    'next.config.mjs': 'export default { turbopack: { root: import.meta.dirname } };\n',
  }),
  async check({ folder, clients }) {
    const environment = { SANDBOX: clients, SESSION_KEY: 'A'.repeat(43) };
    await buildApp(folder, environment);
    await using app = await startApp(folder, environment);
    const get = (path: string): Promise<Response> => fetch(app.origin + path, { redirect: 'manual' });
    const text = (await (await get('/')).text()).replaceAll('<!-- -->', '');
    if (!text.includes('nobody reads node--article')) throw new Error(`The page says ${text}`);
    const { total } = await (await get('/edge')).json();
    if (!(total > 0)) throw new Error(`The route at the edge found ${total} applications`);
    const exported: number[] = await (await get('/entries')).json();
    if (exported.includes(0)) throw new Error(`An entry exports nothing: ${exported}`);
    const to = (await get('/account/x')).headers.get('location');
    if (!to?.includes('/api/auth/sign-in')) throw new Error(`The proxy sends to ${to}`);
  },
});

export const next: Project = onNext('next', '16.4.6', 'proxy');
/** The oldest that the packages allow. */
export const next15: Project = onNext('next15', '15', 'middleware');
