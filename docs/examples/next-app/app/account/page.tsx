import type { Metadata } from 'next';
import Link from 'next/link';
import { Submit } from '@/components/submit';
import { orSignIn, requireSession, signInPath } from '@/lib/sign-in';
import { Article, auth, sourceOf } from '@/lib/source';
import { writeArticle } from './actions';

export const metadata: Metadata = { title: 'Account' };

export default async function Account() {
  const session = await requireSession('/account');
  const drafts = sourceOf(session).list(Article, { filter: { status: 0 }, sort: ['-created'], pageSize: 5 });
  const found = await orSignIn(drafts.toArray({ limit: 5 }), signInPath('/account'));
  const { generation, expiresAt = 0, refreshTokenExpiresAt = 0 } = await auth.tokens(session).describe();

  return (
    <>
      <h1>Your account</h1>
      <div className="columns">
        <section aria-labelledby="write">
          <h2 id="write">Write an article</h2>
          <form action={writeArticle} className="stack">
            <label>
              Title
              <input name="title" required maxLength={255} autoComplete="off" />
            </label>
            <label>
              Text
              <textarea name="text" rows={4} required />
            </label>
            <Submit>Publish</Submit>
          </form>
        </section>
        <section aria-labelledby="drafts">
          <h2 id="drafts">Drafts that you may see</h2>
          <ul className="plain-list">
            {found.map(({ id, title }) => (
              <li key={id}>{title}</li>
            ))}
          </ul>
          <p>
            <Link href="/">To what is published</Link>
          </p>
        </section>
        <section aria-labelledby="signed-in">
          <h2 id="signed-in">Signed in at Source</h2>
          <dl>
            <dt>Access token</dt>
            <dd data-generation={generation}>the {ordinal(generation)} of this sign-in</dd>
            <dt>Good until</dt>
            <dd>{timeOf(expiresAt)}</dd>
            <dt>Signed in until</dt>
            <dd>{timeOf(Math.min(session.expiresAt, refreshTokenExpiresAt))}</dd>
          </dl>
          <form method="post" action="/api/auth/sign-out">
            <button type="submit" className="quiet">
              Sign out
            </button>
          </form>
        </section>
      </div>
    </>
  );
}

const times = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' });

function timeOf(ms: number) {
  const date = new Date(ms);
  return <time dateTime={date.toISOString()}>{times.format(date)} UTC</time>;
}

const endings: Readonly<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd' };
const ordinals = new Intl.PluralRules('en-GB', { type: 'ordinal' });
const ordinal = (count: number) => `${count}${endings[ordinals.select(count)] ?? 'th'}`;
