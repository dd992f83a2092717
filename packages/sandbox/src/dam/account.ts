/** Whether it can be an account: the first label of a host. Tokens are cut at the underscore behind it. */
export const isAccount = (name: string): boolean => /^[a-z\d]([a-z\d-]*[a-z\d])?$/i.test(name);
