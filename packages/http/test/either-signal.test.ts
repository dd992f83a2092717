import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { eitherSignal, joinSignals } from '../src/either-signal.ts';

describe.each([
  { name: 'two joined signals', join: eitherSignal },
  { name: 'two joined signals, on a platform without AbortSignal.any,', join: joinSignals },
])('$name', ({ join }) => {
  it.each([0, 1] as const)('fire when either fires, with its reason (%#)', (index) => {
    const controllers = [new AbortController(), new AbortController()] as const;
    const joined = join(controllers[0].signal, controllers[1].signal);
    expect(joined.aborted).toBe(false);

    controllers[index].abort('enough');

    expect([joined.aborted, joined.reason]).toEqual([true, 'enough']);
    expect(controllers.flatMap(({ signal }) => getEventListeners(signal, 'abort'))).toEqual([]);
  });

  it('have fired if one has fired before', () => {
    const joined = join(new AbortController().signal, AbortSignal.abort('before'));

    expect([joined.aborted, joined.reason]).toEqual([true, 'before']);
  });
});

it.each([undefined, null])('a signal joined with %s is that signal', (none) => {
  const { signal } = new AbortController();

  expect(eitherSignal(none as undefined, signal)).toBe(signal); // `null` by untyped code
});
