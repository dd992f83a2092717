/**
 * The same answer with at most the first `limit` bytes of its body. The rest is not read.
 *
 * @internal
 */
export function excerptOf(answer: Response, limit: number): Response {
  const { body, headers, status } = answer;
  // A fetch that is not the platform's may give a body that is no web stream.
  if (!body?.pipeThrough) return answer;
  let left = limit;
  const cut = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(part, controller) {
      controller.enqueue(part.subarray(0, left));
      left -= part.length;
      if (left <= 0) controller.terminate();
    },
  });
  // Servers may send what `Response` refuses: a status above 599, or a reason phrase that is not Latin-1.
  return new Response(body.pipeThrough(cut), { headers, status: Math.min(status, 599) });
}
