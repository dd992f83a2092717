import { flattenDiagnosticMessageText } from 'typescript';
import { expect, it } from 'vitest';
import { editor } from '../../http/test/support/editor.ts';

it('a kind of fault that does not exist is reported with all that do', () => {
  const text = `
    import { createSandbox } from '@acme/sandbox';
    createSandbox().faults.next('cloud.token', { kind: 'timeout' });
  `;
  const { program, file } = editor(import.meta.url, text);
  const [mistake] = program.getSemanticDiagnostics(program.getSourceFile(file));

  expect(flattenDiagnosticMessageText(mistake?.messageText, '')).toContain('"latency" | "status" | "html"');
});
