/**
 * The same answer with the first bytes of its body, `limit` at most. What follows is not read.
 *
 * @internal
 */
export function excerptOf(answer: Response, limit: number): Response {
  // A fetch that is not the platform's may give a body that is no web stream.
  if (!answer.body?.pipeThrough) return answer;
  let left = limit;
  const cut = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(part, controller) {
      controller.enqueue(part.subarray(0, left));
      left -= part.length;
      if (left <= 0) controller.terminate();
    },
  });
  // Servers can answer with 600 and above, but no Response can be made with that: it has the bytes alone.
  return new Response(answer.body.pipeThrough(cut), answer.status < 600 ? answer : undefined);
}
