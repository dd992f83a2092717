/** A signal that fires with the first of two, and with its reason. */
export function eitherSignal(one: AbortSignal | undefined, other: AbortSignal): AbortSignal {
  if (!one) return other;
  return AbortSignal.any?.([one, other]) ?? joinSignals(one, other); // the edge runtime of Next.js has no `any`
}

/** The same without `AbortSignal.any`. If no signal fires, each keeps a listener as long as it lives. */
export function joinSignals(...signals: readonly AbortSignal[]): AbortSignal {
  const first = new AbortController();
  for (const signal of signals) {
    const fire = (): void => first.abort(signal.reason);
    if (signal.aborted) fire();
    signal.addEventListener('abort', fire, { signal: first.signal });
  }
  return first.signal;
}
