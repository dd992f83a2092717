/** An uploaded file was not processed in time. Its id may be waited for again, in another process too. */
export class ProcessingTimeoutError extends Error {
  override readonly name = 'ProcessingTimeoutError';
  readonly code = 'processing_timeout';
  /** The asset's. */
  readonly id: string;

  constructor(id: string, timeoutMs: number) {
    super(`Asset ${id} was not processed in ${timeoutMs} ms: wait for it again.`);
    this.id = id;
  }

  static is(value: unknown): value is ProcessingTimeoutError {
    return value instanceof Error && 'code' in value && value.code === 'processing_timeout';
  }
}
