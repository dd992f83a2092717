/** The first bytes of a body, `limit` at most. What follows is not read. */
export function excerptOf(body: Response['body'], limit: number): Response['body'] {
  let left = limit;
  const cut = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(part, controller) {
      controller.enqueue(part.subarray(0, left));
      left -= part.length;
      if (left <= 0) controller.terminate();
    },
  });
  return body?.pipeThrough(cut) ?? null;
}
