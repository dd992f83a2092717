// What a plain call does not need: loaded as one by its first use.
export { fetchListPage } from './lists.ts';
export { waitForProcessing } from './processing.ts';
export { fetchSearchPage } from './search.ts';
export { beginSignIn, endAuthorization, endSignIn } from './sign-in.ts';
export { withPatch } from './update.ts';
export { uploadAsset } from './upload.ts';
export { resolveV1BaseUrl } from './v1-base-url.ts';
