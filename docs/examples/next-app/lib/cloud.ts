import { createCloudClientFromEnv } from '@acme/cloud';
import { store } from '@/lib/store';

/** A client of the app itself, not of a person. All instances share its token. */
export const cloud = createCloudClientFromEnv(process.env, { store });
