/** Whether a name can be an account, the first label of a host. In a token, an underscore follows it. */
export const isAccount = (name: string): boolean => /^[a-z\d]([a-z\d-]*[a-z\d])?$/i.test(name);
