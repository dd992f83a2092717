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
  it.each(pages().map((page) => relative(root, page)))('of %s lead to files that exist', (page) => {
    const text = readFileSync(join(root, page), 'utf8').replace(/^```.*?^```$/gms, '');
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
    const missing = targets.filter((target) => {
      if (/^(\w+:|#)/.test(target)) return false;
      const [path = '', anchor] = decodeURIComponent(target).split('#');
      const file = resolve(root, dirname(page), path);
      return !existsSync(file) || (anchor !== undefined && !anchorsOf(file).includes(anchor));
    });
    expect(missing).toEqual([]);
  });
});

const anchorsOf = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[`*,.:…()'’?]/g, '')
      .trim()
      .replace(/[\s_]+/g, '-'),
  );
