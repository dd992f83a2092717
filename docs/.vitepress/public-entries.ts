import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** What can be imported, and the source behind it: `@acme/oauth-core/redis`. Modules of single tags are left out. */
export function publicEntries(): Map<string, string> {
  const entries = new Map<string, string>();
  for (const folder of readdirSync(join(root, 'packages')).sort()) {
    const manifest = join(root, 'packages', folder, 'package.json');
    if (!existsSync(manifest)) continue;
    const { name, exports = {}, private: isPrivate } = JSON.parse(readFileSync(manifest, 'utf8'));
    if (isPrivate) continue;
    for (const [entry, target] of Object.entries<{ '@acme/src'?: string }>(exports)) {
      const source = target['@acme/src'];
      if (source && !entry.includes('*')) entries.set(name + entry.slice(1), join(root, 'packages', folder, source));
    }
  }
  return entries;
}
