import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** Thirty different operations with path parameters. */
const paths = [
  '/account/applications/{applicationUuid}/is-admin',
  '/account/ssh-keys/{sshKeyUuid}',
  '/account/subscriptions/{subscriptionUuid}/is-admin',
  '/account/teams/{teamUuid}/is-admin',
  '/account/tokens/{tokenUuid}',
  '/agreements/{agreementUuid}',
  '/agreements/{agreementUuid}/invitees',
  '/applications/{applicationUuid}',
  '/applications/{applicationUuid}/artifacts',
  '/applications/{applicationUuid}/code',
  '/applications/{applicationUuid}/databases',
  '/applications/{applicationUuid}/environments',
  '/applications/{applicationUuid}/features',
  '/distributions/{name}',
  '/applications/{applicationUuid}/ides',
  '/applications/{applicationUuid}/messages',
  '/applications/{applicationUuid}/notifications',
  '/applications/{applicationUuid}/permissions',
  '/applications/{applicationUuid}/tags',
  '/applications/{applicationUuid}/teams',
  '/environments/{environmentId}',
  '/environments/{environmentId}/available-runtimes',
  '/environments/{environmentId}/cdn',
  '/environments/{environmentId}/cloud-actions',
  '/environments/{environmentId}/crons',
  '/environments/{environmentId}/crons/{cronId}',
  '/environments/{environmentId}/servers',
  '/environments/{environmentId}/databases',
  '/environments/{environmentId}/databases/{databaseName}',
  '/environments/{environmentId}/domains',
];

/** A program of so many calls, every answer used. */
function program(calls: number): string {
  const lines = paths.slice(0, calls).map((path) => {
    const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => `${name}: 'x'`);
    return `(await cloud.get('${path}', { path: { ${parameters.join(', ')} } }))?._links;`;
  });
  return [
    "import { createCloudClient } from '@acme/cloud';",
    "const cloud = createCloudClient({ accessToken: 'x' });",
    ...lines,
  ].join('\n');
}

const options: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts', 'lib.esnext.disposable.d.ts'],
  skipLibCheck: true,
  types: [],
  allowImportingTsExtensions: true,
  customConditions: ['@acme/src'],
};

/** An editor that has one file open. */
function editor(text: string): { service: ts.LanguageService; file: string; program: ts.Program } {
  const file = `${folder}edited.ts`;
  const service = ts.createLanguageService(
    {
      getCompilationSettings: () => options,
      getScriptFileNames: () => [file],
      getScriptVersion: (name) => (name === file ? text : '1'), // by the text: the registry outlives this editor
      getScriptSnapshot(name) {
        const content = name === file ? text : ts.sys.readFile(name);
        return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
      },
      getCurrentDirectory: () => folder,
      getDefaultLibFileName: ts.getDefaultLibFilePath,
      fileExists: (name) => name === file || ts.sys.fileExists(name),
      readFile: (name) => (name === file ? text : ts.sys.readFile(name)),
    },
    registry,
  );
  const built = service.getProgram();
  if (built === undefined) throw new Error('no program');
  return { service, file, program: built };
}

const registry = ts.createDocumentRegistry(); // parses the libraries once

/** Instantiations that the compiler makes to check so many calls. */
function instantiations(calls: number): number {
  const { program: built, file } = editor(program(calls));
  expect(built.getSemanticDiagnostics(built.getSourceFile(file)).map(({ messageText }) => messageText)).toEqual([]);
  return built.getInstantiationCount();
}

describe('typed calls', { timeout: 60_000 }, () => {
  it('cost the compiler at most 3,000 instantiations for 30, in proportion to their number', () => {
    const [none, half, all] = [instantiations(0), instantiations(15), instantiations(30)];
    expect(all).toBeLessThanOrEqual(3_000);
    expect((all - none) / (half - none)).toBeLessThan(2.2);
  });

  it('are completed by path, by query and by parameter, and a hover names the operation', () => {
    const text = [
      "import { createCloudClient } from '@acme/cloud';",
      "const cloud = createCloudClient({ accessToken: 'x' });",
      "cloud.get('/appl');",
      "cloud.get('/applications', { query: { } });",
      "cloud.get('/applications/{applicationUuid}', { path: { } });",
      "cloud.get('/applications', {});",
    ].join('\n');
    const { service, file } = editor(text);
    const completions = (after: string): string[] =>
      (service.getCompletionsAtPosition(file, text.indexOf(after) + after.length, {})?.entries ?? []).map(
        ({ name }) => name,
      );
    expect(completions("get('/appl")).toHaveLength(192);
    expect(completions('query: { ').sort()).toEqual(['filter', 'limit', 'offset', 'sort']);
    expect(completions('path: { ')).toEqual(['applicationUuid']);
    const hover = service.getQuickInfoAtPosition(file, text.lastIndexOf('cloud.get') + 'cloud.'.length);
    expect(ts.displayPartsToString(hover?.displayParts)).toContain('"getApplications"');
  });
});
