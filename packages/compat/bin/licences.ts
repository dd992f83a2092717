// `pnpm run licences`: writes the page with the licences of what is installed along with the packages.
import { writeFileSync } from 'node:fs';
import { licencesPage } from '../src/licences.ts';

writeFileSync(new URL('../../../docs/licences.md', import.meta.url), licencesPage());
