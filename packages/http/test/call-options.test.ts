import { expect, it } from 'vitest';
import { editor } from './support/editor.ts';

it('fetchOptions take the dispatcher of any undici, also where the types of Node name its own', () => {
  const text = `
    import type { FetchOptions } from '@acme/http';
    interface Dispatcher { dispatch(options: { readonly ofAnotherVersion: true }): boolean }
    declare const dispatcher: Dispatcher;
    export const options: FetchOptions = { dispatcher, redirect: 'manual' };
    export const wrong: FetchOptions = { redirect: 'manuel' };
  `;
  const withoutDom = { lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'], types: ['node'] };
  const { program, file } = editor(import.meta.url, text, withoutDom);
  const mistakes = program.getSemanticDiagnostics(program.getSourceFile(file));

  expect(mistakes.map(({ start = 0 }) => text.slice(start).split(':', 1)[0])).toEqual(['redirect']);
});
