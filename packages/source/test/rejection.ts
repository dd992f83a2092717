/** What a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('It was fulfilled.');
    },
    (error: unknown) => error,
  );
}
