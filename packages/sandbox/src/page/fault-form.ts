import type { Fault } from '../fault.ts';
import { type FaultMatch, type FaultPlan, type FaultTarget, faultTargets } from '../fault-plan.ts';
import { type Markup, markup } from './markup.ts';

interface Field {
  readonly label: string;
  readonly type: 'whole-number' | 'text' | 'header-lines' | 'flag' | readonly string[];
  readonly initial?: string;
  readonly required?: true;
  readonly min?: number;
  readonly max?: number;
}

type FieldsOf<K extends Fault['kind']> = {
  readonly [P in Exclude<keyof Extract<Fault, { kind: K }>, 'kind'>]-?: Field;
};

const PROCESSED: Field = { label: 'The request is processed first', type: 'flag' };

/** Every parameter of every kind. The compiler reports one that is missing. */
const FIELDS: { readonly [K in Fault['kind']]: FieldsOf<K> } = {
  latency: {
    ms: { label: 'Milliseconds', type: 'whole-number', initial: '2000', required: true, min: 0 },
    when: { label: 'When', type: ['before-processing', 'after-processing'] },
  },
  status: {
    status: { label: 'Status', type: 'whole-number', initial: '503', required: true, min: 200, max: 599 },
    retryAfterSeconds: { label: 'Retry-After, seconds', type: 'whole-number', min: 0 },
    headers: { label: 'Headers, a line each', type: 'header-lines' },
    body: { label: 'Body; empty for the service’s own', type: 'text' },
    processed: PROCESSED,
  },
  html: {
    status: { label: 'Status', type: 'whole-number', initial: '502', min: 200, max: 599 },
    processed: PROCESSED,
  },
  'cut-off-body': {},
  'reset-before-processing': {},
  'drop-answer-after-processing': {},
  'slow-body': { ms: { label: 'Milliseconds', type: 'whole-number', initial: '5000', required: true, min: 0 } },
  'wrong-clock': {
    offsetMs: { label: 'Milliseconds off', type: 'whole-number', initial: '3600000', required: true },
  },
  'wrong-content-type': { contentType: { label: 'Content type', type: 'text', initial: 'text/plain' } },
  redirect: {
    location: { label: 'Location; empty for another origin', type: 'text' },
    status: { label: 'Status', type: ['307', '301', '302', '303', '308'] },
  },
  'huge-body': { bytes: { label: 'Bytes', type: 'whole-number', initial: '67108864', min: 0, max: 2 ** 32 } },
};

// A cast: `Object.keys` gives strings, not the names in the record's type.
const KINDS = Object.keys(FIELDS) as Fault['kind'][];
const WHEN = ['next', 'every', 'random'] as const;

export function faultForm(): Markup {
  return markup`<form method="post" action="/_sandbox/faults" class="live" id="fault-form">
<div class="fields">
<p><label for="fault-operation">Requests</label>
<select id="fault-operation" name="operation">${faultTargets.map((target) => option(target, target === 'dam.token'))}</select></p>
<p><label for="fault-kind">Fault</label>
<select id="fault-kind" name="kind">${KINDS.map((kind) => option(kind))}</select></p>
</div>
${KINDS.map(parameters)}
<fieldset><legend>Which of them</legend>
<p><label><input type="radio" name="when" value="next" checked> the next</label> <input name="times" type="number" min="1" max="1000000" value="1" aria-label="How many"> </p>
<p><label><input type="radio" name="when" value="every"> each one in</label> <input name="every" type="number" min="1" max="1000000" value="3" aria-label="One in how many"></p>
<p><label><input type="radio" name="when" value="random"> with probability</label> <input name="probability" type="number" min="0" max="1" step="any" value="0.1" aria-label="Probability from 0 to 1"></p>
<p><label for="fault-route">of this route only</label> <input id="fault-route" name="route" placeholder="GET /applications"></p>
</fieldset>
<button class="main">Switch on</button>
</form>`;
}

const option = (value: string, selected = false): Markup =>
  markup`<option${selected && markup` selected`}>${value}</option>`;

const fieldsOf = (kind: Fault['kind']): [string, Field][] => Object.entries<Field>(FIELDS[kind]);

function parameters(kind: Fault['kind']): Markup {
  const fields = fieldsOf(kind);
  if (fields.length === 0) return markup``;
  return markup`<fieldset data-kind="${kind}"><legend>${kind}</legend>${fields.map(([name, field]) => control(`${kind}.${name}`, field))}</fieldset>`;
}

function control(name: string, field: Field): Markup {
  const { label, type, initial = '', required, min, max } = field;
  if (type === 'flag')
    return markup`<p><label><input type="checkbox" name="${name}" value="true"> ${label}</label></p>`;
  const id = `fault-${name}`;
  const labelled = markup`<label for="${id}">${label}</label> `;
  if (type === 'whole-number') {
    return markup`<p>${labelled}<input id="${id}" name="${name}" type="number" step="1" value="${initial}"${min !== undefined && markup` min="${min}"`}${max !== undefined && markup` max="${max}"`}${required && markup` required`}></p>`;
  }
  if (type === 'header-lines')
    return markup`<p>${labelled}<textarea id="${id}" name="${name}" rows="2"></textarea></p>`;
  if (type === 'text') return markup`<p>${labelled}<input id="${id}" name="${name}" value="${initial}"></p>`;
  return markup`<p>${labelled}<select id="${id}" name="${name}">${type.map((choice) => option(choice))}</select></p>`;
}

/** Plans the fault of the form. @returns A message: what was done, or which field is wrong. */
export function planFault(
  form: URLSearchParams,
  faults: FaultPlan,
): { readonly done: string } | { readonly refused: string } {
  const operation = (form.get('operation') ?? '') as FaultTarget; // the plan refuses an unknown one
  const kind = form.get('kind') ?? '';
  const when = form.get('when') ?? 'next';
  if (!isOneOf(KINDS, kind)) return { refused: `kind: ${kind} is none of ${KINDS.join(', ')}.` };
  if (!isOneOf(WHEN, when)) return { refused: `when: ${when} is none of ${WHEN.join(', ')}.` };

  const values: Record<string, unknown> = { kind };
  for (const [name, field] of fieldsOf(kind)) {
    const value = form.get(`${kind}.${name}`)?.trim() ?? '';
    if (value === '') {
      if (field.required) return { refused: `${kind}.${name} is missing.` };
      continue;
    }
    const read = readValue(value, field);
    if (read === undefined) return { refused: `${kind}.${name}: ${value} is not allowed here.` };
    values[name] = read;
  }
  const fault = values as Fault; // `FIELDS` has the names and types of this kind's parameters

  const route = form.get('route')?.trim() ?? '';
  const match: FaultMatch = route === '' ? {} : { route };
  const amount = Number(
    form.get({ next: 'times', every: 'every', random: 'probability' }[when]) || (when === 'random' ? NaN : 1),
  );
  return told(`Switched on: ${kind} for ${operation}.`, () => {
    if (when === 'random') faults.random(amount, operation, fault, match);
    else if (when === 'every') faults.every(amount, operation, fault, match);
    else faults.next(operation, fault, { ...match, times: amount });
  });
}

/** Removes the faults that are planned for one target, or all. */
export function clearFaults(
  form: URLSearchParams,
  faults: FaultPlan,
): { readonly done: string } | { readonly refused: string } {
  const operation = form.get('operation') as FaultTarget | null; // the plan refuses an unknown one
  return told(operation === null ? 'All faults are switched off.' : `Switched off: faults for ${operation}.`, () =>
    faults.clear(operation ?? undefined),
  );
}

/** Calls `act`. @returns `done`, or the plan's own message if it refuses. */
function told(done: string, act: () => void): { readonly done: string } | { readonly refused: string } {
  try {
    act();
    return { done };
  } catch (error) {
    if (error instanceof RangeError) return { refused: `${error.message.replace('faults: ', '')}.` };
    throw error;
  }
}

function isOneOf<T extends string>(list: readonly T[], value: string): value is T {
  return (list as readonly string[]).includes(value); // a cast to a wider type, which allows any text as an argument
}

function readValue(value: string, { type, min = -Infinity, max = Infinity }: Field): unknown {
  if (type === 'text') return value;
  if (type === 'flag') return value === 'true';
  if (type === 'header-lines') return readHeaders(value);
  if (type !== 'whole-number') {
    if (!type.includes(value)) return undefined;
    return /^\d+$/.test(value) ? Number(value) : value;
  }
  const number = Number(value);
  return Number.isSafeInteger(number) && number >= min && number <= max ? number : undefined;
}

function readHeaders(lines: string): Record<string, string> | undefined {
  const headers: Record<string, string> = {};
  for (const line of lines.split('\n')) {
    if (line.trim() === '') continue;
    const [, name, value] = /^\s*([\w!#$%&'*+.^`|~-]+)\s*:\s*([\t\x20-\x7e]*?)\s*$/.exec(line) ?? [];
    if (name === undefined || value === undefined) return undefined;
    headers[name.toLowerCase()] = value;
  }
  return headers;
}
