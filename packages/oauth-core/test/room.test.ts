import { describe, expect, it } from 'vitest';
import { createRoom } from '../src/room.ts';

/** A map that is filled up with entries; `mayGo` says which of them may go. */
function filled(limit: number, mayGo: (name: string) => boolean) {
  const entries = new Map<string, string>();
  let looks = 0;
  const makeRoom = createRoom(entries, limit, (name) => {
    looks++;
    return mayGo(name);
  });
  const add = (from: number, to: number): void => {
    for (let index = from; index < to; index++) {
      makeRoom();
      entries.set(`${index}`, `${index}`);
    }
  };
  return { entries, add, looks: () => looks };
}

describe('room in a map', () => {
  it('is made by removing the oldest entries that may go, once the map is full', () => {
    const { entries, add, looks } = filled(3, (name) => name !== '0');

    add(0, 3);
    expect(looks()).toBe(0);
    add(3, 6);

    expect([...entries.keys()]).toEqual(['0', '4', '5']);
  });

  it('is not made if nothing may go: the map grows, and a new entry looks at some 500 others at most', () => {
    const { entries, add, looks } = filled(1_000, () => false);

    add(0, 20_000);

    expect(entries.size).toBe(20_000);
    expect(looks() / 20_000).toBeLessThan(550);
  });

  it('is made again once entries may go', () => {
    let isBusy = true;
    const { entries, add } = filled(1_000, () => !isBusy);
    add(0, 2_000);
    isBusy = false;

    add(2_000, 2_004);

    expect(entries.size).toBe(1_000);
    expect(entries.has('2003')).toBe(true);
  });
});
