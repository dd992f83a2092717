import { InvalidAnswerError, type RequestLine } from '@acme/http';

/** A link: a string, or an object (JSON:API 1.1). */
export type WireLink = string | { readonly href: string; readonly meta?: Readonly<Record<string, unknown>> } | null;

export interface WireIdentifier {
  readonly type: string;
  readonly id: string;
  readonly meta?: Readonly<Record<string, unknown>>;
}

/** A resource object (JSON:API 1.1). */
export interface WireResource extends WireIdentifier {
  readonly links?: object;
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly relationships?: Readonly<
    Record<string, { readonly data?: WireIdentifier | readonly WireIdentifier[] | null } | undefined>
  >;
}

/** The checked members of a document with primary data. */
export interface JsonApiDocument {
  readonly data: WireResource | readonly WireResource[] | null;
  readonly included: readonly WireResource[];
  readonly links: Readonly<Record<string, WireLink>>;
  readonly meta: Readonly<Record<string, unknown>>;
}

/**
 * Reads an answer that must be a document with primary data.
 *
 * @throws {InvalidAnswerError} if it is something else, such as a proxy's page.
 */
export function readDocument(answer: unknown, request: RequestLine): JsonApiDocument {
  const { data, included = [], links, meta } = Object(answer) as Record<string, unknown>; // checked below
  const isData = data === null || (Array.isArray(data) ? data.every(isResource) : isResource(data));
  if (!isData || !Array.isArray(included)) {
    throw new InvalidAnswerError(request, 'the answer is not JSON:API: check siteUrl and apiPrefix');
  }
  return {
    data: data as JsonApiDocument['data'], // checked above
    included: included.filter(isResource),
    links: Object(links),
    meta: Object(meta),
  };
}

const isResource = (value: unknown): value is WireResource => {
  const { attributes = {} } = Object(value) as { attributes?: unknown }; // checked in the next line
  return isIdentifier(value) && Object(attributes) === attributes;
};

export function isIdentifier(value: unknown): value is WireIdentifier {
  const { type, id } = Object(value) as Record<string, unknown>; // both are checked in the next line
  return typeof type === 'string' && typeof id === 'string';
}

/** The primary data, whether it is one resource, several, or none. */
export const primaryData = ({ data }: JsonApiDocument): readonly WireResource[] => (data === null ? [] : [data].flat());

/** Whether an identifier stands for no entry: Drupal uses these for the root above a term, and for deleted entries. */
export const isStandIn = ({ id }: WireIdentifier): boolean => id === 'virtual' || id === 'missing';

/** The address of a link, in either form. */
export const hrefOf = (link: WireLink | undefined): string | undefined =>
  typeof link === 'string' ? link : link?.href;

/** The addresses of links by their names. */
export const hrefsOf = (links: JsonApiDocument['links']): [string, string][] =>
  Object.entries(links).flatMap(([name, link]) => {
    const href = hrefOf(link);
    return href === undefined ? [] : [[name, href]];
  });
