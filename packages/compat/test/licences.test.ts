import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { licencesPage, runtimeDependencies } from '../src/licences.ts';

/** The licences that ask only to be named. */
const permissive = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'];

it('every licence of a runtime dependency asks only to be named', () => {
  expect(runtimeDependencies().filter(({ licence }) => !permissive.includes(licence))).toEqual([]);
});

it('the page lists every runtime dependency, direct or not', () => {
  expect(readFileSync(new URL('../../../docs/licences.md', import.meta.url), 'utf8')).toBe(licencesPage());
  expect(runtimeDependencies().map(({ name }) => name)).toContain('is-network-error'); // through p-retry
});
