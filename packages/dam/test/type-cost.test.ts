import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** Thirty different operations. */
const paths = [
  '/v2/assets/{id}',
  '/v2/assets/{id}/versions',
  '/v2/assets/{id}/versions/{version_id}',
  '/v2/assets/{id}/metadata',
  '/v2/assets/{id}/security',
  '/v2/attributes/{id}/vocabulary',
  '/v2/categories/{categoryPath}',
  '/v2/metadata/{displayKey}/vocabulary',
  '/v2/metadata/{displayKey}/vocabulary/{value}',
  '/api/rest/asset/uuid/{id}/assetversions',
  '/api/rest/asset/uuid/{id}',
  '/api/rest/order/uuid/{uuid}',
  '/api/rest/order/seqNum/{seqNum}',
  '/api/rest/order/uuid/{uuid}/zip',
  '/v2/products/{id}',
  '/v2/products/channels/{channel_id}',
  '/v2/user/{id}',
  '/v2/webhooks/configurations/{id}',
  '/v2/webhooks/configurations/{id}/ping',
  '/v2/workflow/projects/{project_id}',
  '/v2/workflow/projects/{project_id}/deliverables',
  '/v2/workflow/projects/{project_id}/deliverables/{deliverable_id}',
  '/v2/workflow/projects/{project_id}/support-files',
  '/v2/assets/search',
  '/v2/uploads/profiles',
  '/v2/attributes',
  '/v2/categories',
  '/v2/channels',
  '/v2/product-types',
  '/v2/user',
];

/** A program of so many calls, every answer used. */
function program(calls: number): string {
  const lines = paths.slice(0, calls).map((path) => {
    const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => `${name}: 'x'`);
    const options = parameters.length > 0 ? `, { path: { ${parameters.join(', ')} } }` : '';
    return `(await dam.get('${path}'${options})) satisfies unknown;`;
  });
  return [
    "import { createDamClient } from '@acme/dam';",
    "const dam = createDamClient({ accessToken: 'x' });",
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
    if (process.env.SHOW_SIZES) process.stdout.write(`${all} instantiations for 30 calls, ${none} for none\n`);
    expect(all).toBeLessThanOrEqual(3_000);
    expect((all - none) / (half - none)).toBeLessThan(2.2);
  });

  it('are completed by path, by query and by parameter, and a hover names the operation', () => {
    const text = [
      "import { createDamClient } from '@acme/dam';",
      "const dam = createDamClient({ accessToken: 'x' });",
      "dam.get('/v2/ass');",
      "dam.get('/v2/attributes', { query: { } });",
      "dam.get('/v2/attributes/{id}/vocabulary', { path: { } });",
      "dam.get('/v2/attributes', {});",
    ].join('\n');
    const { service, file } = editor(text);
    const completions = (after: string): string[] =>
      (service.getCompletionsAtPosition(file, text.indexOf(after) + after.length, {})?.entries ?? []).map(
        ({ name }) => name,
      );
    expect(completions("get('/v2/ass")).toHaveLength(45);
    expect(completions('query: { ').sort()).toEqual(['limit', 'offset']);
    expect(completions('path: { ')).toEqual(['id']);
    const hover = service.getQuickInfoAtPosition(file, text.lastIndexOf('dam.get') + 'dam.'.length);
    expect(ts.displayPartsToString(hover?.displayParts)).toContain('"listAttributes"');
  });
});
