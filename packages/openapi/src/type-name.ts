import type { Direction } from './shape.ts';

/** Gives each component its own name. */
export interface TypeNames {
  of(component: string, direction: Direction): string;
}

/** Names that the generated file uses itself, or that would hide a type it needs. */
const taken = [
  'Array',
  'Blob',
  'FormData',
  'Record',
  'Task',
  'GetOperations',
  'PostOperations',
  'PutOperations',
  'DeleteOperations',
  'PatchOperations',
  'PagedItems',
];

/**
 * @param prefixes Beginnings of component names to leave out; a name that is taken without its prefix keeps it.
 */
export function createTypeNames(prefixes: readonly string[]): TypeNames {
  const names = new Map<string, string>();
  const used = new Set<string>(taken);

  function unique(component: string): string {
    const prefix = prefixes.find((one) => component.startsWith(one)) ?? '';
    const candidates = [component.slice(prefix.length), component].map(pascalCase);
    for (let number = 2; ; number++) {
      const name = candidates.find((candidate) => !used.has(candidate));
      if (name !== undefined) return name;
      candidates.push(`${pascalCase(component)}${number}`);
    }
  }

  return {
    of(component, direction) {
      const key = `${component} ${direction}`;
      let name = names.get(key);
      if (name === undefined) {
        name = unique(direction === 'body' ? `${component}-body` : component);
        names.set(key, name);
        used.add(name);
      }
      return name;
    },
  };
}

const pascalCase = (text: string): string => {
  const name = text
    .split(/[^a-zA-Z0-9]+/)
    .filter(Boolean)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
  return /^\d/.test(name) ? `_${name}` : name;
};
