import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import type { Benchmark, Setting } from './benchmark.ts';
import { callOf, openapiTypes, thirty } from './operations.ts';
import { median } from './paired.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const typesFile = `${folder}openapi-types.ts`; // exists only in memory
const editedFile = `${folder}edited.ts`;

/** The compilers that check a whole program, each in its own process. */
const compilers = ['typescript', 'typescript7'].map((name) =>
  fileURLToPath(new URL(`../../../node_modules/${name}/bin/tsc`, import.meta.url)),
);

/** A program with a number of calls, and the beginning of a call whose path is being typed. */
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

/** How much time typed calls cost the compiler and the editor. */
export const typeCost: Benchmark = {
  title: 'Types of 30 calls among 350 operations',
  async run(setting) {
    const types = openapiTypes();
    const names = Object.keys(libraries) as (keyof typeof libraries)[];
    const instantiations = new Map(
      names.map((name) => [name, [0, 15, 30].map((calls) => count(libraries[name].program(calls), types, setting))]),
    );
    const versions = compilers.map((compiler) =>
      run([compiler, '--version'])
        .trim()
        .replace(/^\w+ (\d+\.\d+).*/, '$1'),
    );
    const ratios = compilers.map((compiler) => compare(compiler, types, setting));
    const completions = new Map(names.map((name) => [name, complete(libraries[name], types, setting)]));
    const [none = 0, , all = 0] = instantiations.get('ours') ?? [];
    const completion = completions.get('ours');
    return {
      method: `A process of \`tsc\` that reads, parses and checks a whole program, over one with an empty program beside it, median of ${roundsOf(setting)} rounds. TypeScript ${ts.version} counts the instantiations: they are exact. openapi-fetch has the same operations in the form that openapi-typescript writes. A completion is asked for in an editor’s language service after each letter of a path, median of ${setting.quick ? 2 : 9}.`,
      tables: [
        {
          columns: [
            '',
            ...versions.map((version) => `times an empty program, TypeScript ${version}`),
            'instantiations for no call',
            'for 15',
            'for 30',
            'completion, ms',
          ],
          rows: names.map((name) => [
            name === 'ours' ? '@acme/cloud' : name,
            ...ratios.map((ratio) => ratio[name].toFixed(2)),
            ...(instantiations.get(name) ?? []).map((count) => count.toLocaleString('en')),
            `${completions.get(name)?.milliseconds.toFixed(0)} (${completions.get(name)?.entries} paths)`,
          ]),
        },
      ],
      goals: [
        ...ratios.map(({ ours }, index) => ({
          what: `type check of 30 calls among 350 operations, TypeScript ${versions[index]}`,
          goal: 'at most 1.30 times an empty program',
          result: ours.toFixed(2),
          isMet: ours <= 1.3,
        })),
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

const roundsOf = ({ quick }: Setting): number => (quick ? 1 : 7);

/** How many times longer a compiler takes for 30 calls than for an empty program. */
function compare(compiler: string, types: string, setting: Setting): Record<keyof typeof libraries, number> {
  const cache = fileURLToPath(new URL('../node_modules/.cache/type-cost/', import.meta.url));
  mkdirSync(cache, { recursive: true });
  writeFileSync(`${cache}openapi-types.ts`, types);
  const programs = {
    empty: 'export {};',
    ours: libraries.ours.program(30),
    theirs: libraries['openapi-fetch'].program(30),
  };
  const millisecondsOf = (name: keyof typeof programs): number => {
    const start = performance.now();
    run([compiler, '--project', `${cache}${name}.json`]);
    return performance.now() - start;
  };
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(`${cache}${name}.ts`, text);
    const compilerOptions = {
      strict: true,
      noEmit: true,
      target: 'es2023',
      module: 'nodenext',
      lib: ['esnext', 'dom', 'dom.iterable'], // this and the next option are for sources, which a quick run reads
      exactOptionalPropertyTypes: true,
      skipLibCheck: true,
      types: [],
      allowImportingTsExtensions: true,
      customConditions: setting.conditions,
    };
    writeFileSync(`${cache}${name}.json`, JSON.stringify({ compilerOptions, files: [`${name}.ts`] }));
  }
  const rounds = Array.from({ length: roundsOf(setting) }, () => {
    const empty = millisecondsOf('empty');
    return { ours: millisecondsOf('ours') / empty, theirs: millisecondsOf('theirs') / empty };
  });
  return { ours: median(rounds.map(({ ours }) => ours)), 'openapi-fetch': median(rounds.map(({ theirs }) => theirs)) };
}

function run(args: readonly string[]): string {
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stdout.split('\n', 1)[0]);
  return stdout;
}

/** How many types the compiler instantiates. */
function count(text: string, types: string, { conditions }: Setting): number {
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
  const program = ts.createProgram([editedFile], own, host);
  const problems = ts.getPreEmitDiagnostics(program, program.getSourceFile(editedFile));
  if (problems.length > 0) throw new Error(ts.flattenDiagnosticMessageText(problems[0]?.messageText, '\n'));
  return program.getInstantiationCount();
}

/** Asks the editor's language service for completions while a path is typed letter by letter. */
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
    if (typed > 0) times.push(performance.now() - start); // the first time, it reads the libraries
    entries = found?.entries.length ?? 0;
  }
  return { milliseconds: median(times), entries };
}
