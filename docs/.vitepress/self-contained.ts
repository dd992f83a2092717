import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A script, a style, a picture or a font of another host, in HTML or in CSS. */
const fromElsewhere =
  /<(?:script|link|img|iframe|source)\b[^>]*?\b(?:src|href)=["']?https?:|@import[^;]{0,20}https?:|url\(["']?https?:/;

/** @throws {Error} naming the file of a built site that loads something from another host. */
export function requireSelfContained(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(html|css)$/.test(name)) continue;
    const found = fromElsewhere.exec(readFileSync(join(folder, name), 'utf8'));
    if (found) throw new Error(`${name} loads something from another host: ${found[0]}`);
  }
}
