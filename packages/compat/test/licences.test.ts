import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { licencesPage, runtimeDependencies } from '../src/licences.ts';

/** Those that ask for no more than to be named. */
const permissive = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'];

it('brings no licence along that asks for more than to be named', () => {
  expect(runtimeDependencies().filter(({ licence }) => !permissive.includes(licence))).toEqual([]);
});

it('lists what the packages bring along, theirs included', () => {
  expect(readFileSync(new URL('../../../docs/licences.md', import.meta.url), 'utf8')).toBe(licencesPage());
  expect(runtimeDependencies().map(({ name }) => name)).toContain('is-network-error'); // through p-retry
});
