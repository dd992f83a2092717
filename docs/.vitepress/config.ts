import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { defineConfig } from 'vitepress';
import { fileOf, llmsFullText, llmsText } from './llms.ts';
import { drawDiagrams } from './mermaid.ts';
import { unlinkFilesOfRepository } from './outside-links.ts';
import { requireSelfContained } from './self-contained.ts';
import { reference, sections } from './sidebar.ts';

const folder = join(import.meta.dirname, '..');

export default defineConfig({
  title: 'Acme SDK for Acquia',
  description: 'Typed clients for Acquia Cloud API v2, Source and DAM v2, with tokens that keep themselves fresh.',
  lang: 'en-GB',
  srcExclude: ['examples/**', 'test/**'],
  vite: { build: { chunkSizeWarningLimit: 2_000 } }, // the search has one large file, loaded when it is opened
  markdown: {
    config(markdown) {
      drawDiagrams(markdown);
      unlinkFilesOfRepository(markdown);
    },
  },
  themeConfig: {
    search: {
      provider: 'local', // the index is built with the site
      options: { miniSearch: { searchOptions: { boostDocument: (id) => (id.includes('/reference/') ? 0.3 : 1) } } },
    },
    outline: [2, 3],
    nav: [
      { text: 'Guides', link: '/guides/node-service' },
      { text: 'Errors', link: '/errors' },
      { text: 'Reference', link: '/reference/' },
    ],
    sidebar: [...sections, reference],
  },
  buildEnd({ outDir }) {
    requireSelfContained(outDir);
    writeFileSync(join(outDir, 'llms.txt'), llmsText(folder, sections));
    writeFileSync(join(outDir, 'llms-full.txt'), llmsFullText(folder, sections));
    // What llms.txt links to: the pages as they are written.
    for (const { link } of sections.flatMap(({ items }) => items)) {
      const page = join(outDir, fileOf(link));
      mkdirSync(dirname(page), { recursive: true });
      cpSync(join(folder, fileOf(link)), page);
    }
  },
});
