/** What a field is compared with. Booleans are sent as 1 and 0. */
export type Scalar = string | number | boolean;

/** One condition, by its operator in Drupal's spelling. */
export type Condition = {
  readonly '='?: Scalar;
  readonly '<>'?: Scalar;
  readonly '>'?: Scalar;
  readonly '>='?: Scalar;
  readonly '<'?: Scalar;
  readonly '<='?: Scalar;
  readonly STARTS_WITH?: string;
  readonly CONTAINS?: string;
  readonly ENDS_WITH?: string;
  readonly IN?: readonly Scalar[];
  readonly 'NOT IN'?: readonly Scalar[];
  readonly BETWEEN?: readonly [Scalar, Scalar];
  readonly 'NOT BETWEEN'?: readonly [Scalar, Scalar];
  readonly 'IS NULL'?: true;
  readonly 'IS NOT NULL'?: true;
};

/** Conditions by field, all of which must hold. A bare value means `=`; `null` means `IS NULL`. Fields may be paths: `uid.name`. */
export type Conditions<Field extends string = string> = { readonly [F in Field]?: Scalar | null | Condition };

/** Conditions joined by AND or OR; groups may be nested. */
export interface FilterGroup {
  readonly conjunction: 'AND' | 'OR';
  readonly members: readonly Filter[];
}

/** A condition or a group under a name of its own in the query. Left out, a name is made from the field. */
export interface LabelledFilter {
  readonly label: string;
  readonly filter: Conditions | FilterGroup;
}

/** What a list is cut down to: conditions, or groups of them by `allOf` and `anyOf`. */
export type Filter<Field extends string = string> = Conditions<Field> | FilterGroup | LabelledFilter;

/** All of these must hold, as they do outside of any group: there, no group is written unless it has a label. */
export function allOf(...members: Filter[]): FilterGroup {
  return { conjunction: 'AND', members };
}

/** One of these must hold. */
export function anyOf(...members: Filter[]): FilterGroup {
  return { conjunction: 'OR', members };
}

/** The same filter, named in the query: for a cache or a log that is to recognise it. */
export function labelled(label: string, filter: Conditions | FilterGroup): LabelledFilter {
  return { label, filter };
}
