import { htmlOf, type Markup } from '../markup.ts';

/** An element of the page's document. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`The page has no #${id}.`);
  return element;
}

export function toElement(piece: Markup): Element {
  const template = document.createElement('template');
  template.innerHTML = htmlOf(piece);
  const element = template.content.firstElementChild;
  if (element === null) throw new Error('The markup has no element.');
  return element;
}

/** Replaces an element. If a link in the old one had the focus, the first link in the new one gets it. */
export function replaceElement(old: Element, next: Element): void {
  const hadFocus = old.contains(document.activeElement);
  old.replaceWith(next);
  if (hadFocus) next.querySelector('a')?.focus();
}

/** Replaces what is inside a container. The element that had the focus there keeps it, or the container gets it. */
export function replaceContent(container: HTMLElement, piece: Markup): void {
  const focused = container.contains(document.activeElement) ? document.activeElement?.id : undefined;
  container.innerHTML = htmlOf(piece);
  if (focused === undefined) return;
  container.tabIndex = -1;
  (document.getElementById(focused) ?? container).focus();
}
