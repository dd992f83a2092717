import { fileStore } from '@acme/oauth-core/node';
import { createSite } from '../of-all/create-site.js';

export const { auth, source, readArticle } = createSite(fileStore(process.env.STORE));
