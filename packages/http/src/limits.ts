import { refuseOption } from '@acme/oauth-core';
import type { CallOptions } from './call-options.ts';

/** The limits of a client's calls; each call may have others. */
export type CallDefaults = Pick<CallOptions, 'timeout' | 'totalTimeout' | 'retry'>;

/** Whether a client checks the parts of answers that it reads itself. */
export type Validation = 'envelope' | 'off';

/**
 * Whether answers are checked. Default: they are.
 *
 * @throws {ConfigurationError} for anything but `envelope` and `off`.
 */
export function isChecking(validate: Validation | undefined = 'envelope'): boolean {
  if (validate !== 'envelope' && validate !== 'off') refuseOption('validate', "must be 'envelope' or 'off'");
  return validate === 'envelope';
}

/** @throws {ConfigurationError} naming the limit that is wrong. */
export function checkLimits({ timeout, totalTimeout, retry = 0 }: CallDefaults): void {
  for (const [option, value = 1] of Object.entries({ timeout, totalTimeout })) {
    // Timers count up to 2^31 - 1 ms; anything longer would fire at once.
    if (value !== false && !(value > 0 && value < 2 ** 31)) {
      refuseOption(option, 'must be from 1 to 2147483647 ms, or false for none');
    }
  }
  if (!(Number.isInteger(retry) && retry >= 0)) refuseOption('retry', 'must be a whole number, 0 for none');
}
