import { renderMermaidSVG } from 'beautiful-mermaid';

/** The part of markdown-it that this needs. */
interface Markdown {
  readonly renderer: {
    readonly rules: {
      fence?: ((tokens: Token[], index: number, ...rest: never[]) => string) | undefined;
    };
  };
}

interface Token {
  readonly info: string;
  readonly content: string;
}

/** Draws `mermaid` blocks when the site is built: the browser gets SVG, and no script for it. */
export function drawDiagrams({ renderer }: Markdown): void {
  const { fence } = renderer.rules;
  renderer.rules.fence = (tokens, index, ...rest) => {
    const token = tokens[index];
    if (token?.info.trim() === 'mermaid') return diagram(token.content);
    return fence?.(tokens, index, ...rest) ?? '';
  };
}

function diagram(text: string): string {
  const svg = renderMermaidSVG(text, { bg: 'var(--vp-c-bg)', fg: 'var(--vp-c-text-1)', transparent: true })
    .replace(/@import url\([^)]*\);/, '') // a font from elsewhere
    .replace(/font-family: 'Inter', /g, 'font-family: ')
    .replace(/\n\s*\n/g, '\n');
  return `<figure class="diagram" v-pre role="img" style="overflow-x: auto; margin: 16px 0">${svg}</figure>\n`;
}
