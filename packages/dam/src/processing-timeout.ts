/** An uploaded file was not processed in time. Its id may be waited for again, in another process too. */
export class ProcessingTimeoutError extends Error {
  override readonly name = 'ProcessingTimeoutError';
  readonly code = 'processing_timeout';
  /** The asset's. */
  readonly id: string;

  constructor(id: string, timeoutMs: number) {
    super(`The asset ${id} was not processed in ${timeoutMs} ms: wait for it again later.`);
    this.id = id;
  }

  static is(value: unknown): value is ProcessingTimeoutError {
    return value instanceof Error && 'code' in value && value.code === 'processing_timeout';
  }
}
