import type { Property, Shape } from './shape.ts';
import type { TypeNames } from './type-name.ts';

/**
 * The type of a shape, in TypeScript, on one line.
 *
 * @param isInput It is what a caller passes in. A list of it may be `readonly`, and what may be left out may also be
 * `undefined`, even under `exactOptionalPropertyTypes`.
 */
export function typeText(shape: Shape, names: TypeNames, isInput = false): string {
  switch (shape.kind) {
    case 'bytes':
      return 'Blob';
    case 'form-data':
      return 'FormData';
    case 'integer':
      return 'number';
    case 'literals':
      return [...shape.values.map((value) => JSON.stringify(value)), ...(shape.isOpen ? ['(string & {})'] : [])].join(
        ' | ',
      );
    case 'array': {
      const items = typeText(shape.items, names, isInput);
      const needsBrackets = isJoined(shape.items) || (isInput && shape.items.kind === 'array');
      return `${isInput ? 'readonly ' : ''}${needsBrackets ? `(${items})` : items}[]`;
    }
    case 'record':
      return `Record<string, ${typeText(shape.values, names, isInput)}>`;
    case 'object':
      return objectText(shape.properties, names, isInput);
    case 'union':
      return shape.members.map((member) => typeText(member, names, isInput)).join(' | ');
    case 'intersection':
      return shape.members
        .map((member) => ({ member, text: typeText(member, names, isInput) }))
        .map(({ member, text }) => (member.kind === 'union' ? `(${text})` : text))
        .join(' & ');
    case 'named':
      return names.of(shape.component, shape.direction);
    default:
      return shape.kind;
  }
}

/** Whether the type has an operator outside all brackets. */
const isJoined = (shape: Shape): boolean =>
  shape.kind === 'union' || shape.kind === 'intersection' || (shape.kind === 'literals' && shape.values.length > 1);

/** `{ a: string; b?: number }`; `isInput` as in `typeText`. */
export function objectText(properties: readonly Property[], names: TypeNames, isInput = false): string {
  if (properties.length === 0) return 'Record<string, unknown>';
  const fields = properties.map(
    ({ name, optional, deprecated, shape }) =>
      `${deprecated ? '/** @deprecated */ ' : ''}${keyText(name)}${optional ? '?' : ''}: ${typeText(shape, names, isInput)}${optional && isInput ? ' | undefined' : ''}`,
  );
  return `{ ${fields.join('; ')} }`;
}

/** A property name, quoted where it has to be. */
export const keyText = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));

/** Every component that a shape names. */
export function* namedIn(shape: Shape): Generator<Extract<Shape, { kind: 'named' }>> {
  switch (shape.kind) {
    case 'named':
      yield shape;
      break;
    case 'array':
      yield* namedIn(shape.items);
      break;
    case 'record':
      yield* namedIn(shape.values);
      break;
    case 'object':
      for (const property of shape.properties) yield* namedIn(property.shape);
      break;
    case 'union':
    case 'intersection':
      for (const member of shape.members) yield* namedIn(member);
      break;
    default:
  }
}
