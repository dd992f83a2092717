import type { ServiceName } from '../authority.ts';
import { dateAndTime, isoTime } from './format.ts';
import { type Markup, markup } from './markup.ts';
import type { Family } from './state.ts';

type FamilyToken = Family['tokens'][number];

export const SERVICE_TITLES: Readonly<Record<ServiceName, string>> = { cloud: 'Cloud', source: 'Source', dam: 'DAM' };

const ENDS: Readonly<Record<NonNullable<Family['why']>, string>> = {
  refresh_token_reused: 'dead: a refresh token was used twice',
  revoked: 'dead: revoked',
  expired: 'dead: expired',
};

export const familyId = (id: string): string => `family-${id}`;

/** `alive`, or what ended the family. */
export const familyEnd = ({ why }: Family): string => (why === undefined ? 'alive' : ENDS[why]);

/** An authorisation, with its generations, and the tokens of each. */
export function familyTree(family: Family): Markup {
  const generations = [...new Set(family.tokens.map(({ generation }) => generation))];
  const about = [family.grant, family.user, family.account, ...family.scope].filter((part) => part !== undefined);
  return markup`<li id="${familyId(family.id)}" class="family ${family.why ?? 'alive'}" tabindex="-1">
<h3><span class="service-${family.service}">${SERVICE_TITLES[family.service]}</span> <code>${family.id.slice(0, 8)}</code> <span class="verdict">${familyEnd(family)}</span></h3>
<p class="about">${about.join(' · ')}${family.reuses > 0 && markup` · <strong class="reuses">${family.reuses} ${family.reuses === 1 ? 'reuse' : 'reuses'}</strong>`}</p>
<ol class="generations">${generations.map((generation) => generationBranch(family, generation))}</ol>
</li>`;
}

function generationBranch(family: Family, generation: number): Markup {
  const tokens = family.tokens.filter((token) => token.generation === generation);
  const isLast = generation === family.generation;
  const earlier = family.earlierGenerations;
  const gap = generation === earlier + 1 && earlier > 0;
  return markup`${gap && markup`<li class="earlier">${earlier.toLocaleString('en')} earlier ${earlier === 1 ? 'generation' : 'generations'}</li>`}<li class="generation${isLast ? ' last' : ''}">
<span class="name">${generation === 0 ? 'Consent' : `Generation ${generation}`}</span>
<ul class="tokens">${tokens.map(tokenLeaf)}</ul>
</li>`;
}

function tokenLeaf(token: FamilyToken): Markup {
  return markup`<li class="token ${token.state}${token.reused ? ' reused' : ''}">
<span class="kind">${token.kind}</span> <code>${token.fingerprint}</code> <span><span class="state">${token.reused && 'reused, '}${token.state}</span>${token.state === 'live' && end(token)}</span>
</li>`;
}

function end({ expiresAt }: FamilyToken): Markup {
  if (expiresAt === undefined) return markup` <span class="end">without end</span>`;
  return markup` <time class="end" datetime="${isoTime(expiresAt)}" data-expires-at="${expiresAt}">until ${dateAndTime(expiresAt)}</time>`;
}
