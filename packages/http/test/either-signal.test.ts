import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { eitherSignal, joinSignals } from '../src/either-signal.ts';

describe.each([
  { name: 'two signals in one', join: eitherSignal },
  { name: 'two signals in one, where the platform has no AbortSignal.any', join: joinSignals },
])('$name', ({ join }) => {
  it.each([0, 1] as const)('fire with either, and for its reason (%#)', (index) => {
    const controllers = [new AbortController(), new AbortController()] as const;
    const joined = join(controllers[0].signal, controllers[1].signal);
    expect(joined.aborted).toBe(false);

    controllers[index].abort('enough');

    expect([joined.aborted, joined.reason]).toEqual([true, 'enough']);
    expect(controllers.flatMap(({ signal }) => getEventListeners(signal, 'abort'))).toEqual([]);
  });

  it('have fired where one has already', () => {
    const joined = join(new AbortController().signal, AbortSignal.abort('before'));

    expect([joined.aborted, joined.reason]).toEqual([true, 'before']);
  });
});

it.each([undefined, null])('a signal and %s are that signal', (none) => {
  const { signal } = new AbortController();

  expect(eitherSignal(none as undefined, signal)).toBe(signal); // `null` by untyped code
});
