import type { Project } from '../src/project.ts';
import { bun } from './bun.ts';
import { contents } from './contents.ts';
import { deno } from './deno.ts';
import { esbuild } from './esbuild.ts';
import { jestModules, jestTransform } from './jest.ts';
import { nest } from './nest.ts';
import { next, next15 } from './next.ts';
import { node22, node22First, node22Require, node24, node26 } from './node.ts';
import { typescriptProjects } from './typescript.ts';
import { vite } from './vite.ts';
import { workerd } from './workerd.ts';

/** All projects, in the order in which they are tried. */
export const projects: readonly Project[] = [
  contents,
  node22First,
  node22Require,
  node22,
  node24,
  node26,
  bun,
  deno,
  workerd,
  esbuild,
  vite,
  jestTransform,
  jestModules,
  nest,
  next15,
  next,
  ...typescriptProjects,
];
