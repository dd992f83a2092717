import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import type { Benchmark, Setting } from './benchmark.ts';
import { callOf, openapiTypes, thirty } from './operations.ts';
import { median } from './paired.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const typesFile = `${folder}openapi-types.ts`; // held in memory only
const editedFile = `${folder}edited.ts`;

/** A program of so many calls, and a call whose path is half typed. */
interface Library {
  program(calls: number): string;
  readonly halfTyped: string;
}

const libraries: Record<'ours' | 'openapi-fetch', Library> = {
  ours: {
    program: (calls) => `import { createCloudClient } from '@acme/cloud';
const client = createCloudClient({ accessToken: 'x' });
${thirty
  .slice(0, calls)
  .map((operation) => `(await ${callOf(operation, 'ours')}) satisfies unknown;`)
  .join('\n')}`,
    halfTyped: "client.get('/appl",
  },
  'openapi-fetch': {
    program: (calls) => `import createClient from 'openapi-fetch';
import type { paths } from './openapi-types.ts';
const client = createClient<paths>({ baseUrl: 'https://api.example' });
${thirty
  .slice(0, calls)
  .map((operation) => `(await ${callOf(operation, 'openapi-fetch')}).data satisfies unknown;`)
  .join('\n')}`,
    halfTyped: "client.GET('/appl",
  },
};

/** What the compiler and the editor pay for typed calls. */
export const typeCost: Benchmark = {
  name: 'type-cost',
  title: 'Types of 30 calls among 350 operations',
  async run(setting) {
    const rounds = setting.quick ? 1 : 4;
    const types = openapiTypes();
    const names = Object.keys(libraries) as (keyof typeof libraries)[];
    const ratios = new Map<string, number[]>(names.map((name) => [name, []]));
    const instantiations = new Map<string, number[]>();
    for (const name of names) {
      const counts = [0, 15, 30].map((calls) => check(libraries[name].program(calls), types, setting).instantiations);
      instantiations.set(name, counts);
    }
    for (let round = 0; round < rounds; round++) {
      for (const name of names) {
        const empty = check('export {};', types, setting).milliseconds;
        ratios.get(name)?.push(check(libraries[name].program(30), types, setting).milliseconds / empty);
      }
    }
    const completions = new Map(names.map((name) => [name, complete(libraries[name], types, setting)]));
    const [none = 0, , all = 0] = instantiations.get('ours') ?? [];
    const ratio = median(ratios.get('ours') ?? []);
    const completion = completions.get('ours');
    return {
      method: `TypeScript ${ts.version}, a whole program (libraries read, parsed and checked) over an empty one; instantiations are exact. openapi-fetch has the same operations in the form that openapi-typescript writes. A completion is asked for in an editor’s language service after each letter of a path, median of ${setting.quick ? 2 : 9}.`,
      tables: [
        {
          columns: ['', 'times an empty program', 'instantiations for no call', 'for 15', 'for 30', 'completion, ms'],
          rows: names.map((name) => [
            name === 'ours' ? '@acme/cloud' : name,
            median(ratios.get(name) ?? []).toFixed(2),
            ...(instantiations.get(name) ?? []).map((count) => count.toLocaleString('en')),
            `${completions.get(name)?.milliseconds.toFixed(0)} (${completions.get(name)?.entries} paths)`,
          ]),
        },
      ],
      goals: [
        {
          what: 'type check of 30 calls among 350 operations',
          goal: 'at most 1.30 times an empty program',
          result: ratio.toFixed(2),
          isMet: ratio <= 1.3,
        },
        {
          what: 'instantiations for 30 calls',
          goal: 'at most 3,000',
          result: `${all.toLocaleString('en')}, ${none.toLocaleString('en')} without a call`,
          isMet: all <= 3_000,
        },
        {
          what: 'completion of a half-typed path',
          goal: 'at most 60 ms',
          result: `${completion?.milliseconds.toFixed(0)} ms`,
          isMet: (completion?.milliseconds ?? NaN) <= 60,
        },
      ],
      numbers: {
        instantiations: Object.fromEntries(instantiations),
        completions: Object.fromEntries([...completions].map(([name, { entries }]) => [name, entries])),
      },
    };
  },
};

const options: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts', 'lib.esnext.disposable.d.ts'],
  skipLibCheck: true,
  types: [],
  allowImportingTsExtensions: true,
};

function check(text: string, types: string, { conditions }: Setting): { milliseconds: number; instantiations: number } {
  const texts = new Map([
    [typesFile, types],
    [editedFile, text],
  ]);
  const own = { ...options, customConditions: [...conditions] };
  const host = ts.createCompilerHost(own);
  const { getSourceFile, fileExists, readFile } = host;
  host.getSourceFile = (name, how, ...rest) => {
    const held = texts.get(name);
    return held === undefined ? getSourceFile(name, how, ...rest) : ts.createSourceFile(name, held, how);
  };
  host.fileExists = (name) => texts.has(name) || fileExists(name);
  host.readFile = (name) => texts.get(name) ?? readFile(name);
  const start = performance.now();
  const program = ts.createProgram([editedFile], own, host);
  const problems = ts.getPreEmitDiagnostics(program, program.getSourceFile(editedFile));
  const milliseconds = performance.now() - start;
  if (problems.length > 0) throw new Error(ts.flattenDiagnosticMessageText(problems[0]?.messageText, '\n'));
  return { milliseconds, instantiations: program.getInstantiationCount() };
}

/** Types a path letter by letter. */
function complete(
  { program, halfTyped }: Library,
  types: string,
  { quick, conditions }: Setting,
): { milliseconds: number; entries: number } {
  let text = '';
  let version = 0;
  const service = ts.createLanguageService({
    getCompilationSettings: () => ({ ...options, customConditions: [...conditions] }),
    getScriptFileNames: () => [editedFile],
    getScriptVersion: (name) => (name === editedFile ? String(version) : '1'),
    getScriptSnapshot(name) {
      const content = name === editedFile ? text : name === typesFile ? types : ts.sys.readFile(name);
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
    },
    getCurrentDirectory: () => folder,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    ...(ts.sys.realpath && { realpath: ts.sys.realpath }), // pnpm links packages
    fileExists: (name) => name === editedFile || name === typesFile || ts.sys.fileExists(name),
    readFile: (name) => (name === editedFile ? text : name === typesFile ? types : ts.sys.readFile(name)),
  });
  const times: number[] = [];
  let entries = 0;
  const letters = quick ? 2 : 9;
  for (let typed = 0; typed <= letters; typed++) {
    const path = '/appl/icat'.slice(0, 1 + typed); // the service itself filters nothing
    text = `${program(30)}\n${halfTyped.replace(/\/appl$/, path)}');`;
    version += 1;
    const start = performance.now();
    const found = service.getCompletionsAtPosition(editedFile, text.lastIndexOf(path) + path.length, {});
    if (typed > 0) times.push(performance.now() - start); // the first one reads the libraries
    entries = found?.entries.length ?? 0;
  }
  return { milliseconds: median(times), entries };
}
