import { nodeOf, versions } from '../../tooling/runtimes.ts';
import type { Project } from '../src/project.ts';

/** A user's test of their own code, with and without a port. */
const test = `import { expect, test } from '@jest/globals';
import { createCloudClient } from '@acme/cloud';
import { createDamClient } from '@acme/dam';
import { createSandbox, startSandbox } from '@acme/sandbox';
import { createSourceClient } from '@acme/source';

test('asks for one token for ten lists', async () => {
  const sandbox = createSandbox();
  const cloud = createCloudClient(sandbox.clients.cloud);

  await Promise.all(Array.from({ length: 10 }, () => cloud.get('/applications')));

  expect(sandbox.count('cloud.token')).toBe(1);
});

test('reads over the network', async () => {
  const sandbox = await startSandbox();
  try {
    const article = await createSourceClient(sandbox.clients.source).list('node--article').first();
    expect(article.type).toBe('node--article');
    const asset = await createDamClient(sandbox.clients.damPersonal).search({ query: '' }).first();
    expect(asset.filename).toEqual(expect.any(String));
  } finally {
    await sandbox.close();
  }
});
`;

/** Jest compiles everything to CommonJS. Its configuration says that this includes the packages. */
export const jestTransform: Project = {
  name: 'jest-node22',
  dependencies: { jest: '30.5.2', '@babel/preset-env': '^7.28.0' },
  manifest: { type: 'commonjs' },
  files: () => ({
    'babel.config.js': "module.exports = { presets: [['@babel/preset-env', { targets: { node: 'current' } }]] };\n",
    'jest.config.js': `module.exports = {
  transformIgnorePatterns: ['/node_modules/(?!(@acme|@noble|ky)/)'],
};
`,
    'client.test.js': test,
  }),
  async check({ run }) {
    await run('jest', [], { node: await nodeOf(versions.node22) });
  },
};

/** Jest runs the packages as the ES modules that they are. */
export const jestModules: Project = {
  name: 'jest-node24',
  dependencies: { jest: '30.5.2' },
  files: () => ({
    'jest.config.js': 'export default { transform: {} };\n',
    'client.test.js': test,
  }),
  async check({ run }) {
    const environment = { NODE_OPTIONS: '--experimental-vm-modules' };
    await run('jest', [], { node: await nodeOf(versions.node24), environment });
  },
};
