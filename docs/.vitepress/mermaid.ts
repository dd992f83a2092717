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
  const colours = {
    bg: 'var(--vp-c-bg)',
    fg: 'var(--vp-c-text-1)',
    muted: 'var(--vp-c-text-1)',
    line: 'var(--vp-c-text-3)',
  };
  const svg = renderMermaidSVG(text, { ...colours, transparent: true })
    .replace(/@import url\([^)]*\);/, '') // a font from elsewhere
    .replaceAll("'Inter', ", '')
    .replace(/(<svg [^>]*style=")/, '$1max-width: 100%; height: auto; ');
  // As a value: templates of Vue drop style elements.
  const html = JSON.stringify(svg).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  return `<figure class="diagram" style="margin: 16px 0" v-html="${html}"></figure>\n`;
}
