import { type Answer, escapeHtml, html, readForm, redirect } from '../exchange.ts';
import type { Login } from '../login.ts';
import type { Context } from '../router.ts';
import type { World } from '../world.ts';
import { isAccount } from './account.ts';
import type { DamIntegration } from './integration.ts';

const CODE_LIFETIME_MS = 300_000;

/** `/allowaccess`: the page that asks a person for consent, and the answer. It takes no response type and no scope. */
export function createDamAuthorize(
  world: World,
  accountOf: (context: Context) => string,
  integrations: readonly DamIntegration[],
  login: Login,
): { ask(context: Context): Answer; answer(context: Context): Promise<Answer> } {
  const read = (context: Context): { account: string; integration: DamIntegration; back: URL } | Answer => {
    const { query } = context;
    const account = accountOf(context);
    if (!isAccount(account)) return html(404, 'There is no such account');
    const integration = integrations.find(({ clientId }) => clientId === query.get('client_id'));
    if (integration === undefined) return html(400, 'Unknown application');
    const redirectUri = query.get('redirect_uri') ?? '';
    if (!URL.canParse(redirectUri) || !/^https?:/.test(redirectUri)) return html(400, 'The redirect_uri is not a URL');
    const back = new URL(redirectUri);
    const state = query.get('state');
    if (state !== null) back.searchParams.set('state', state);
    return { account, integration, back };
  };

  return {
    ask(context) {
      const { arrival } = context;
      const asked = read(context);
      if ('status' in asked) return asked;
      const user = login.userOf(arrival);
      if (user === undefined) return login.ask(arrival);
      return html(
        200,
        'Allow access?',
        `<p>You are signed in as ${escapeHtml(user)}. The application ${escapeHtml(asked.integration.clientId)} asks for access to ${escapeHtml(asked.account)}.</p>
<form method="post"><button name="decision" value="allow">Allow access</button> <button name="decision" value="deny">Deny</button></form>`,
      );
    },
    async answer(context) {
      const { arrival, entry } = context;
      const asked = read(context);
      if ('status' in asked) return asked;
      const user = login.userOf(arrival);
      if (user === undefined) return login.ask(arrival);
      const decision = (await readForm(arrival))?.get('decision');
      if (decision === 'deny') {
        asked.back.searchParams.set('error', 'access_denied');
        return redirect(asked.back.href);
      }
      if (decision !== 'allow') return html(400, 'Neither allowed nor denied');

      const { account } = asked;
      const authorization = world.authority.open({
        service: 'dam',
        clientId: asked.integration.clientId,
        grant: 'authorization_code',
        scope: [],
        user,
        account,
      });
      const code = world.authority.issue(
        authorization,
        'code',
        `wac_${account}_${world.random.text(16)}`,
        CODE_LIFETIME_MS,
      );
      entry.authorization = authorization.id;
      asked.back.searchParams.set('code', code.value);
      return redirect(asked.back.href);
    },
  };
}
