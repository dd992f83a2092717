import type { Shape } from './shape.ts';
import type { TypeNames } from './type-name.ts';
import { keyText } from './type-text.ts';

/**
 * The code that makes the schema of a shape: calls to the functions of a module `s`.
 *
 * @param from What is written before the name of a component: `c.` if a module `c` has them.
 */
export function schemaText(shape: Shape, names: TypeNames, from: string): string {
  switch (shape.kind) {
    case 'form-data':
      throw new Error('a form is sent, never answered');
    case 'integer':
      return 's.number()';
    case 'literals':
      return `s.literal(${JSON.stringify(shape.values)})`;
    case 'array':
      return `s.array(${schemaText(shape.items, names, from)})`;
    case 'record':
      return `s.record(${schemaText(shape.values, names, from)})`;
    case 'object':
      return `s.object({ ${shape.properties
        .map(({ name, optional, shape: value }) => {
          const text = schemaText(value, names, from);
          return `${keyText(name)}: ${optional ? `s.optional(${text})` : text}`;
        })
        .join(', ')} })`;
    case 'union':
      return `s.union([${shape.members.map((member) => schemaText(member, names, from)).join(', ')}])`;
    case 'intersection':
      return shape.members
        .map((member) => schemaText(member, names, from))
        .reduce((left, right) => `s.both(${left}, ${right})`);
    case 'named':
      return `${from}${names.of(shape.component, shape.direction)}`;
    default:
      return `s.${shape.kind}()`;
  }
}
