/**
 * Writes script, style sheet and icon of the sandbox's page into a module: a bundle has no files beside it.
 *   node --conditions=@acme/src packages/sandbox/generate/page-assets.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const page = new URL('../src/page/', import.meta.url);
export const assetsFile: URL = new URL('assets.gen.ts', page);

export async function pageAssets(): Promise<string> {
  const bundle = await build({
    entryPoints: [fileURLToPath(new URL('browser/main.ts', page))],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2023',
    charset: 'utf8',
    minifyWhitespace: true,
    legalComments: 'none',
  });
  const [script] = bundle.outputFiles;
  if (script === undefined) throw new Error('esbuild wrote no file');
  const parts = {
    script: script.text,
    styleSheet: readFileSync(new URL('browser/page.css', page), 'utf8'),
    icon: readFileSync(new URL('browser/icon.svg', page), 'utf8'),
  };
  const constants = Object.entries(parts).map(([name, text]) => `export const ${name}: string = ${literal(text)};\n`);
  return `// Written by generate/page-assets.ts from the files in browser/.\n${constants.join('')}`;
}

const literal = (text: string): string => `\`${text.replace(/[\\`]|\$\{/g, String.raw`\$&`)}\``;

if (import.meta.main) writeFileSync(assetsFile, await pageAssets());
