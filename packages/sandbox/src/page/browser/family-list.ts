import { familyId, familyTree } from '../family-tree.ts';
import { duration } from '../format.ts';
import { htmlOf } from '../markup.ts';
import { AUTHORIZATIONS_SHOWN, type Family } from '../state.ts';
import { byId, replaceElement, toElement } from './elements.ts';
import { showHappenings } from './happenings.ts';

let known = new Map<string, Family>();

export function showFamilies(families: readonly Family[]): void {
  known = new Map(families.map((family) => [family.id, family]));
  byId('families').innerHTML = families.map((family) => htmlOf(familyTree(family))).join('');
}

/** @param families The new and the changed ones, newest first. */
export function updateFamilies(families: readonly Family[], now: number): void {
  const list = byId('families');
  for (const family of families.toReversed()) {
    showHappenings(known.get(family.id), family, now);
    known.set(family.id, family);
    const tree = toElement(familyTree(family));
    const old = document.getElementById(familyId(family.id));
    if (old === null) list.prepend(tree);
    else replaceElement(old, tree);
  }
  while (list.childElementCount > AUTHORIZATIONS_SHOWN) {
    known.delete(list.lastElementChild?.id.slice('family-'.length) ?? '');
    list.lastElementChild?.remove();
  }
}

/** Shows how long each token will still live. */
export function showTimeLeft(now: number): void {
  for (const element of document.querySelectorAll<HTMLElement>('[data-expires-at]')) {
    const left = `${duration(Math.max(0, Number(element.dataset.expiresAt) - now))} left`;
    if (element.textContent !== left) element.textContent = left;
  }
}
