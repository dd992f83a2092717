import type { Content, Entity } from '../data/source-content.ts';
import { RESOURCE_TYPES } from '../data/source-model.ts';
import { type Includes, identifiers } from '../data/source-query.ts';

/** The language of an answer, and the fields of each type in it. */
export interface Presentation {
  readonly siteUrl: string;
  readonly baseUrl: string;
  /** Left out: the site's own. */
  readonly langcode: string | undefined;
  readonly fields: ReadonlyMap<string, readonly string[]>;
}

export const urlOf = (baseUrl: string, { type, id }: Pick<Entity, 'type' | 'id'>): string =>
  `${baseUrl}/${type.replace('--', '/')}/${id}`;

/** An entry as JSON:API writes it. */
export function resourceObject(entity: Entity, { siteUrl, baseUrl, langcode, fields }: Presentation): object {
  const url = urlOf(baseUrl, entity);
  const wanted = fields.get(entity.type);
  const isWanted = ([name]: readonly [string, unknown]): boolean => wanted === undefined || wanted.includes(name);
  const attributes = langcode === undefined ? entity.attributes : translated(entity, langcode);
  const relationships = Object.entries(entity.relationships).map(([name, data]) => [
    name,
    { data, links: relationshipLinks(url, name) },
  ]) as [string, object][]; // a cast: each is a name and a value
  return {
    type: entity.type,
    id: entity.id,
    links: { self: { href: url }, ...imageLinks(entity, siteUrl) },
    attributes: Object.fromEntries(Object.entries(attributes).filter(isWanted)),
    relationships: Object.fromEntries(relationships.filter(isWanted)),
  };
}

export const relationshipLinks = (url: string, name: string): object => ({
  related: { href: `${url}/${name}` },
  self: { href: `${url}/relationships/${name}` },
});

/** The entries of the site are in English. In another language, its code is added to their titles. */
function translated({ type, attributes }: Entity, langcode: string): Entity['attributes'] {
  const label = RESOURCE_TYPES[type]?.label ?? '';
  if (langcode === 'en' || attributes.langcode === undefined || !type.startsWith('node--')) return attributes;
  return { ...attributes, langcode, [label]: `${attributes[label]} (${langcode})` };
}

/** Links to smaller sizes, if a file is a picture. */
function imageLinks({ type, attributes }: Entity, siteUrl: string): object {
  if (type !== 'file--file' || !String(attributes.filemime).startsWith('image/')) return {};
  const style = (name: string): object => ({
    href: `${siteUrl}/sites/default/files/styles/${name}/${encodeURIComponent(String(attributes.filename))}`,
  });
  return { large: style('large'), thumbnail: style('thumbnail') };
}

/** The included entries, each once; `omitted` are those that the caller may not see. */
export function included(
  content: Content,
  roots: readonly Entity[],
  includes: Includes,
  isVisible: (entity: Entity) => boolean,
): { readonly entities: readonly Entity[]; readonly omitted: readonly Entity[] } {
  const found = new Map<string, Entity>();
  const hidden = new Map<string, Entity>();
  const known = new Set(roots.map(({ id }) => id));
  const visit = (from: readonly Entity[], level: Includes): void => {
    for (const [name, below] of Object.entries(level)) {
      const targets = from
        .flatMap((entity) => identifiers(entity.relationships[name]))
        .map(({ type, id }) => content.find(type, id))
        .filter((entity) => entity !== undefined);
      for (const target of targets) {
        if (!isVisible(target)) hidden.set(target.id, target);
        else if (!known.has(target.id)) found.set(target.id, target);
      }
      visit(targets.filter(isVisible), below);
    }
  };
  visit(roots, includes);
  return { entities: [...found.values()], omitted: [...hidden.values()] };
}
