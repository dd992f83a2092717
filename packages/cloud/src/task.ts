/** An answer that may name the task it has started. */
export interface Task {
  readonly _links?: { readonly notification?: { readonly href: string } };
}
