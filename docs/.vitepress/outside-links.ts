import { posix } from 'node:path';

/** The part of markdown-it that this needs. */
interface Markdown {
  readonly core: {
    readonly ruler: { push(name: string, rule: (state: State) => void): void };
  };
}

interface State {
  readonly tokens: readonly { readonly children: Token[] | null }[];
  readonly env: { readonly relativePath?: string };
}

interface Token {
  type: string;
  tag: string;
  attrGet(name: string): string | null;
  attrs: [string, string][] | null;
  attrSet(name: string, value: string): void;
}

/**
 * Pages link to files of the repository, examples among them, which are not on the site. There such a link is its text, and the file's path
 * is shown when it is pointed at.
 */
export function unlinkFilesOfRepository({ core }: Markdown): void {
  core.ruler.push('files of the repository', ({ tokens, env }) => {
    for (const { children } of tokens) {
      let inside = false;
      for (const token of children ?? []) {
        if (token.type === 'link_open') {
          const href = token.attrGet('href') ?? '';
          const path = posix.join(posix.dirname(env.relativePath ?? ''), href);
          inside = !/^(\w+:|#|\/)/.test(href) && /^(\.\.|examples)\//.test(path);
          if (inside) {
            token.tag = 'span';
            token.attrs = [['title', path.replace(/^(\.\.\/)+/, '')]];
            token.type = 'outside_open';
          }
        } else if (token.type === 'link_close' && inside) {
          token.tag = 'span';
          token.type = 'outside_close';
          inside = false;
        }
      }
    }
  });
}
