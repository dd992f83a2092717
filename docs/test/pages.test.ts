import { describe, expect, it } from 'vitest';
import { runPage, sandboxInEnvironment } from './run-page.ts';

describe('Cloud: I want to …', () => {
  it('does each of the thirty', async () => {
    const sandbox = await sandboxInEnvironment({ cloud: { taskDuration: 0 } });
    const { printed } = await runPage('docs/services/cloud-recipes.md', sandbox);
    expect(printed.at(-1)).toContain('completed');
    expect(sandbox.log.filter(({ status = 500 }) => status >= 400)).toEqual([]);
    expect(sandbox.count('cloud.token')).toBe(1);
  });
});
