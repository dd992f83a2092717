import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileOf, llmsFullText, llmsText } from '../.vitepress/llms.ts';
import { drawDiagrams } from '../.vitepress/mermaid.ts';
import { sections } from '../.vitepress/sidebar.ts';
import { pages, root } from './samples.ts';

const folder = join(root, 'docs');
const written = pages(folder)
  .map((page) => relative(folder, page))
  .filter((page) => !page.startsWith('examples/'));
const listed = sections.flatMap(({ items }) => items.map(({ link }) => fileOf(link)));

describe('the site', () => {
  it('has every page in its sidebar once', () => {
    expect([...listed].sort()).toEqual(written.sort());
  });

  it('lists every page with a sentence in llms.txt, and has the text of all in llms-full.txt', () => {
    const text = llmsText(folder, sections);
    for (const page of written) expect(text).toMatch(new RegExp(`^- \\[.+\\]\\(/${page}\\): .{5,}\\.$`, 'm'));
    const full = llmsFullText(folder, sections);
    for (const page of written) expect(full).toContain(readFileSync(join(folder, page), 'utf8').trim());
  });

  it('lists every decision on the page of decisions', () => {
    const index = readFileSync(join(folder, 'decisions/index.md'), 'utf8');
    for (const page of written.filter((name) => /^decisions\/\d/.test(name))) {
      expect(index).toContain(`](${relative('decisions', page)})`);
    }
  });

  it('draws diagrams without loading anything from another host', () => {
    const rules: { fence?: (tokens: { info: string; content: string }[], index: number) => string } = {};
    drawDiagrams({ renderer: { rules } });
    const content = 'sequenceDiagram\n  A->>B: token';
    expect(rules.fence?.([{ info: 'mermaid', content }], 0)).toMatch(/^<figure.+svg.+token/);
    expect(rules.fence?.([{ info: 'mermaid', content }], 0)).not.toMatch(/https?:(?!\/\/www\.w3\.org)/);
  });
});

describe('the links', () => {
  // The site's own check sees neither links to files of the repository nor README files.
  it.each(pages().map((page) => relative(root, page)))('of %s lead to files and headings that exist', (page) => {
    const targets = [...withoutCode(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
    const missing = targets.filter((target) => {
      if (/^\w+:/.test(target)) return false;
      const [path = '', anchor] = decodeURIComponent(target).split('#');
      const file = path === '' ? page : relative(root, resolve(root, dirname(page), path));
      return !existsSync(join(root, file)) || (anchor !== undefined && !anchorsOf(file).includes(anchor));
    });
    expect(missing).toEqual([]);
  });
});

/** The text of a page without its blocks of code: in a shell, a comment looks like a heading. */
const withoutCode = (page: string): string => readFileSync(join(root, page), 'utf8').replace(/^```.*?^```$/gms, '');

/** The anchors of a page. GitHub and the site make them by different rules, and a link has to work in both. */
function anchorsOf(page: string): string[] {
  const onGitHub = (text: string): string => text.replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-');
  const onSite = (text: string): string =>
    text
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-|-$/g, '')
      .replace(/^(?=\d)/, '_');
  return [...withoutCode(page).matchAll(/^#+ (.+)$/gm)]
    .map(([, heading = '']) => heading.toLowerCase().replace(/[`*]/g, ''))
    .filter((text) => onGitHub(text) === onSite(text))
    .map(onGitHub);
}
