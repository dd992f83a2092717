import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root: string = fileURLToPath(new URL('../../', import.meta.url));

/** A block of TypeScript in a page. */
export interface Sample {
  /** `README.md:34`. */
  readonly name: string;
  readonly code: string;
}

/** Every page of the project: the README files and everything in docs. */
export function pages(folder: string = root): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (/^(node_modules|dist|\..*|images|fixtures|reference)$/.test(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return pages(path);
    return entry.name.endsWith('.md') && entry.name !== 'CHANGELOG.md' ? [path] : [];
  });
}

/** The blocks of TypeScript in a page, in order. One marked `continued` begins with the code of those before it. */
export function samplesOf(page: string): Sample[] {
  const text = readFileSync(page, 'utf8');
  let before = '';
  return [...text.matchAll(/^```tsx?( continued)?\n(.*?)^```$/gms)].map((match) => {
    const code = (match[1] ? before : '') + (match[2] ?? '');
    before = code;
    return { name: `${relative(root, page)}:${text.slice(0, match.index).split('\n').length}`, code };
  });
}
