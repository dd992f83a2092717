import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Section } from './sidebar.ts';

/** The file behind a link of the sidebar, from the folder of the pages. */
export const fileOf = (link: string): string => `${link.slice(1)}${link.endsWith('/') ? 'index' : ''}.md`;

/**
 * `llms.txt` (https://llmstxt.org): every page in the order of the sidebar, each with its first sentence.
 *
 * @param folder Where the pages are.
 */
export function llmsText(folder: string, sections: readonly Section[]): string {
  const lists = sections.map(({ text, items }) => {
    const lines = items.map(({ link }) => {
      const page = readFileSync(join(folder, fileOf(link)), 'utf8');
      return `- [${titleOf(page)}](/${fileOf(link)}): ${firstSentenceOf(page)}`;
    });
    return `## ${text}\n\n${lines.join('\n')}\n`;
  });
  return `# Acme SDK for Acquia\n\n> Typed clients in TypeScript for Cloud API v2, Source and DAM v2, with tokens that keep themselves fresh.\n\n${lists.join('\n')}`;
}

/** `llms-full.txt`: the pages themselves, one after the other. */
export function llmsFullText(folder: string, sections: readonly Section[]): string {
  const pages = sections.flatMap(({ items }) =>
    items.map(({ link }) => readFileSync(join(folder, fileOf(link)), 'utf8')),
  );
  return pages.map((page) => page.trim()).join('\n\n---\n\n');
}

const titleOf = (page: string): string => /^# (.+)$/m.exec(page)?.[1] ?? '';

/** Of the first paragraph, without links. */
function firstSentenceOf(page: string): string {
  const paragraph =
    /^# .+\n+(?:## .+\n+)?((?!```)[^#|\n-][\s\S]*?)(?:\n\n|(?![\s\S]))/m.exec(page)?.[1] ??
    `${titleOf(page).replace(/^\d+\. /, '')}.`;
  const plain = paragraph.replace(/\[([^\]]+)\]\([^)]*\)/g, '$1').replace(/\s+/g, ' ');
  return /^.*?[.:](?= |$)/.exec(plain)?.[0].replace(/:$/, '.') ?? plain;
}
