/** A value to compare a field with. Booleans are sent as 1 and 0. */
export type Scalar = string | number | boolean;

/** A condition: the operator, in Drupal's spelling, and the value. */
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

/**
 * Conditions by field; all of them must hold. A value alone means `=`; `null` means `IS NULL`. Fields may be paths:
 * `uid.name`. A condition that is `undefined` is left out, so the list has more entries: check such a value before.
 */
export type Conditions<Field extends string = string> = { readonly [F in Field]?: Scalar | null | Condition };

/** Conditions joined by AND or OR; groups may be nested. */
export interface FilterGroup {
  readonly conjunction: 'AND' | 'OR';
  readonly members: readonly Filter[];
}

/** Conditions or a group with a label, which is its name in the query. Without one, the name is made from the field. */
export interface LabelledFilter {
  readonly label: string;
  readonly filter: Conditions | FilterGroup;
}

/** Which entries a list has: conditions, or groups of them from `allOf` and `anyOf`. */
export type Filter<Field extends string = string> = Conditions<Field> | FilterGroup | LabelledFilter;

/** All of these must hold. That is the default outside of other groups: there, only a group with a label is written. */
export function allOf(...members: Filter[]): FilterGroup {
  return { conjunction: 'AND', members };
}

/** At least one of these must hold. */
export function anyOf(...members: Filter[]): FilterGroup {
  return { conjunction: 'OR', members };
}

/** The same filter with a name in the query, by which a cache or a log can recognise it. */
export function labelled(label: string, filter: Conditions | FilterGroup): LabelledFilter {
  return { label, filter };
}
