export {
  createDamClient,
  type DamAuthorizationOptions,
  type DamClient,
  type DamClientOptions,
  type DamOptions,
} from './dam-client.ts';
export { DamApiError } from './dam-error.ts';
export { damProfile } from './dam-profile.ts';
export type * from './operations.gen.ts';
