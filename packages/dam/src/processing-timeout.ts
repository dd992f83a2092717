/** An uploaded file was not processed in time, or its state is unknown. You can wait for its id again, also in another process. */
export class ProcessingTimeoutError extends Error {
  override readonly name = 'ProcessingTimeoutError';
  readonly code = 'processing_timeout';
  /** The asset's id. */
  readonly id: string;

  constructor(id: string, why: string) {
    super(`Asset ${id}: ${why}. Wait for it again, or look at it.`);
    this.id = id;
  }

  static is(value: unknown): value is ProcessingTimeoutError {
    return value instanceof Error && 'code' in value && value.code === 'processing_timeout';
  }
}
