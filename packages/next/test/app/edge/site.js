import { createSite } from '../of-all/create-site.js';
import { httpStore } from './http-store.js';

export const { auth, readArticle } = createSite(httpStore(process.env.STORE_URL));
