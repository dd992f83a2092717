import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect } from 'vitest';

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

interface Editor {
  readonly program: ts.Program;
  readonly file: string;
  /** What is offered behind the first occurrence of this text. */
  completions(after: string): string[];
  /** What is shown over the word behind the last occurrence of this text. */
  hover(last: string): string;
}

/**
 * An editor that has one file open, in the folder of a test.
 *
 * @param testUrl `import.meta.url` of the test.
 * @param settings Compiler options besides those above.
 */
export function editor(testUrl: string, text: string, settings: ts.CompilerOptions = {}): Editor {
  const folder = fileURLToPath(new URL('.', testUrl));
  const file = `${folder}edited.ts`;
  const service = ts.createLanguageService(
    {
      getCompilationSettings: () => ({ ...options, ...settings }),
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
      realpath: (name) => ts.sys.realpath?.(name) ?? name, // pnpm links packages: their own are beside the real ones
    },
    registry,
  );
  const built = service.getProgram();
  if (built === undefined) throw new Error('no program');
  return {
    program: built,
    file,
    completions: (after) =>
      (service.getCompletionsAtPosition(file, text.indexOf(after) + after.length, {})?.entries ?? []).map(
        ({ name }) => name,
      ),
    hover: (last) =>
      ts.displayPartsToString(service.getQuickInfoAtPosition(file, text.lastIndexOf(last) + last.length)?.displayParts),
  };
}

const registry = ts.createDocumentRegistry(); // parses the libraries once

/**
 * Checks that typed calls cost the compiler little, and in proportion to their number.
 *
 * @param head What the program of calls begins with.
 * @param paths Those of thirty operations.
 * @param use A line that makes a call and uses its answer; `inputs` are behind the path.
 */
export function expectCheapCalls(
  testUrl: string,
  head: readonly string[],
  paths: readonly string[],
  use: (path: string, inputs: string) => string,
): void {
  const lines = paths.map((path) => {
    const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => `${name}: 'x'`);
    return use(path, parameters.length > 0 ? `, { path: { ${parameters.join(', ')} } }` : '');
  });
  const cost = (calls: number): number => instantiations(testUrl, [...head, ...lines.slice(0, calls)].join('\n'));
  const [none, half, all] = [cost(0), cost(15), cost(30)];
  if (process.env.SHOW_SIZES) process.stdout.write(`${all} instantiations for 30 calls, ${none} for none\n`);
  expect(lines).toHaveLength(30);
  expect(all).toBeLessThanOrEqual(3_000);
  expect((all - none) / (half - none)).toBeLessThan(2.2);
}

/** Instantiations that the compiler makes to check a program without mistakes. */
function instantiations(testUrl: string, text: string): number {
  const { program, file } = editor(testUrl, text);
  expect(program.getSemanticDiagnostics(program.getSourceFile(file)).map(({ messageText }) => messageText)).toEqual([]);
  return program.getInstantiationCount();
}
