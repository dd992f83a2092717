/** An uploaded file was not processed in time, or is in a state that is not known here. Its id may be waited for again, in another process too. */
export class ProcessingTimeoutError extends Error {
  override readonly name = 'ProcessingTimeoutError';
  readonly code = 'processing_timeout';
  /** The asset's. */
  readonly id: string;

  constructor(id: string, why: string) {
    super(`Asset ${id}: ${why}. Wait for it again, or look at it.`);
    this.id = id;
  }

  static is(value: unknown): value is ProcessingTimeoutError {
    return value instanceof Error && 'code' in value && value.code === 'processing_timeout';
  }
}
