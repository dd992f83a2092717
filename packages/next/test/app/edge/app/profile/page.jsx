import { accountPage } from '../../../of-all/account-page.jsx';
import { read } from '../../actions.js';
import { readArticle } from '../../site.js';

export default accountPage(readArticle, read);

export const runtime = 'edge';
