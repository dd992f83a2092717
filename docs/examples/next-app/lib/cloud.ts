import { createCloudClientFromEnv } from '@acme/cloud';
import { store } from '@/lib/store';

/** The app itself, not a person. All instances share its token. */
export const cloud = createCloudClientFromEnv(process.env, { store });
