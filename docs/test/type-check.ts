import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { root } from './samples.ts';

/** What does not compile among the files of a folder. */
export interface Problem {
  /** Without the folder. */
  readonly file: string;
  /** From 1 on. */
  readonly line: number;
  readonly text: string;
}

/** Compiles the files of a folder inside `docs`, as tests are. */
export async function typeCheck(folder: string): Promise<Problem[]> {
  const config = {
    extends: relative(folder, join(root, 'tsconfig.test.json')),
    // Next.js has no `exports`: its apps resolve as bundlers do.
    compilerOptions: { paths: { 'next/*': [join(root, 'packages/next/node_modules/next/*.d.ts')] } },
    include: ['*.ts'],
    references: [],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const tsc = join(root, 'node_modules/typescript7/bin/tsc');
  const failure = await promisify(execFile)(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], {
    cwd: folder,
    maxBuffer: 2 ** 26,
  }).then(
    () => undefined,
    (error: { readonly stdout: string; readonly stderr: string }) => error, // it fails if anything does not compile
  );
  if (failure === undefined) return [];
  const problems = Array.from(
    failure.stdout.matchAll(/^(\w+\.ts)\((\d+),\d+\): (.+)$/gm),
    ([, file = '', line, text = '']) => ({ file, line: Number(line), text }),
  );
  if (problems.length === 0)
    throw new Error(`The compiler did not check ${folder}: ${failure.stdout}${failure.stderr}`);
  return problems;
}
