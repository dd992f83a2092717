import type { Fault, Faults } from '../fault.ts';
import type { ScheduledFault } from '../fault-plan.ts';
import { type Markup, markup } from './markup.ts';

/** The faults that are switched on. Each target has a button that switches them off. */
export function plannedFaults(planned: readonly ScheduledFault[]): Markup {
  if (planned.length === 0) return markup`<p class="empty">No fault is switched on.</p>`;
  const targets = [...new Set(planned.map(({ operation }) => operation))];
  return markup`<ul class="planned">${targets.map((target) => {
    const plans = planned.filter(({ operation }) => operation === target);
    return markup`<li><code class="target">${target}</code> <span>${plans.map(describePlan).join('; ')}</span>
<form method="post" action="/_sandbox/faults/clear" class="live"><input type="hidden" name="operation" value="${target}"><button id="clear-${target}">Switch off<span class="visually-hidden"> ${target}</span></button></form></li>`;
  })}</ul>
${targets.length > 1 && markup`<form method="post" action="/_sandbox/faults/clear" class="live"><button id="clear-all">Switch all off</button></form>`}`;
}

function describePlan(plan: ScheduledFault): string {
  return `${describeWhen(plan)}${plan.route === undefined ? '' : ` ${plan.route}`}: ${describeFaults(plan.fault)}`;
}

function describeWhen({ every, probability, times = 1 }: ScheduledFault): string {
  if (every !== undefined) return every === 1 ? 'each request' : `each ${ordinal(every)} request`;
  if (probability !== undefined) return `with probability ${probability}`;
  return times === 1 ? 'the next request' : `the next ${times.toLocaleString('en')} requests`;
}

function describeFaults(faults: Faults): string {
  // A cast: for its types, `Array.isArray` does not rule out a readonly array.
  const list = Array.isArray(faults) ? (faults as readonly Fault[]) : [faults as Fault];
  return list.map(describeFault).join(', then ');
}

function describeFault({ kind, ...parameters }: Fault): string {
  const named = Object.entries(parameters).map(([name, value]) => `${name} ${write(value)}`);
  return [kind, ...named].join(', ');
}

const write = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

function ordinal(n: number): string {
  const isTeen = n % 100 >= 11 && n % 100 <= 13;
  const ending = isTeen ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${ending}`;
}
