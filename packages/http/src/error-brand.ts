/** Marks the errors of this package. */
export const brand: unique symbol = Symbol.for('@acme/http/error') as never; // `Symbol.for` has no unique type

/** Whether a value is an error of this package, whichever copy of the package made it. */
export const isOurs = (value: unknown): value is { readonly code: string } => brand in Object(value);
