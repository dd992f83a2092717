import { familyEnd, familyId, SERVICE_TITLES } from '../family-tree.ts';
import { isoTime, timeOfDay } from '../format.ts';
import { markup } from '../markup.ts';
import type { Family } from '../state.ts';
import { announce } from './announce.ts';
import { byId, toElement } from './elements.ts';

const HAPPENINGS_SHOWN = 50;

interface Happening {
  readonly kind: 'given' | 'rotation' | 'reuse' | 'end';
  readonly text: string;
}

/** Lists what happened to an authorisation between two messages. A thousand rotations in between are one line. */
export function showHappenings(before: Family | undefined, after: Family, now: number): void {
  const list = byId('happening-list');
  const name = `${SERVICE_TITLES[after.service]} ${after.id.slice(0, 8)}`;
  for (const { kind, text } of happeningsBetween(before, after)) {
    list.prepend(
      toElement(
        markup`<li class="${kind}"><time datetime="${isoTime(now)}">${timeOfDay(now)}</time> <a href="#${familyId(after.id)}">${name}</a> ${text}</li>`,
      ),
    );
    announce(`${name}: ${text}.`);
  }
  while (list.childElementCount > HAPPENINGS_SHOWN) list.lastElementChild?.remove();
}

function happeningsBetween(before: Family | undefined, after: Family): readonly Happening[] {
  const happenings: Happening[] = [];
  const generation = before?.generation ?? 0;
  const reuses = after.reuses - (before?.reuses ?? 0);

  if (before === undefined && after.generation === 0) happenings.push({ kind: 'given', text: 'consent given' });
  if (generation === 0 && after.generation > 0) happenings.push({ kind: 'given', text: 'first tokens given' });
  if (after.generation > Math.max(1, generation)) happenings.push(renewal(Math.max(1, generation), after));
  if (reuses > 0) {
    const times = reuses === 1 ? '' : ` ${reuses.toLocaleString('en')} times`;
    happenings.push({ kind: 'reuse', text: `reuse: a used refresh token came again${times}` });
  }
  if (!after.alive && before?.alive !== false) happenings.push({ kind: 'end', text: familyEnd(after) });
  return happenings;
}

function renewal(from: number, { generation: to, tokens }: Family): Happening {
  const rotates = tokens.some(({ kind }) => kind === 'refresh');
  return {
    kind: rotates ? 'rotation' : 'given',
    text: `${rotates ? 'rotation' : 'another access token'}: generation ${from} → ${to}`,
  };
}
