import { fileStore } from '@acme/oauth-core/node';
import { createSite } from '../shared/create-site.js';

export const { auth, source, readArticle } = createSite(fileStore(process.env.STORE));
