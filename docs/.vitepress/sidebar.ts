import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publicEntries } from './public-entries.ts';

/** A page and its name in the sidebar. */
interface Entry {
  readonly text: string;
  readonly link: string;
}

/** A group of pages. */
export interface Section {
  readonly text: string;
  readonly collapsed?: boolean;
  readonly items: Entry[];
}

/** Every page that is written by hand, in the order in which it is best read. */
export const sections: Section[] = [
  {
    text: 'Get started',
    items: [
      { text: 'Start here', link: '/' },
      { text: 'How the parts fit', link: '/architecture' },
      { text: 'How a token is renewed', link: '/renewal' },
    ],
  },
  {
    text: 'Guides',
    items: [
      { text: 'A Node service', link: '/guides/node-service' },
      { text: 'Next.js', link: '/guides/next' },
      { text: 'Sign-in with any framework', link: '/guides/sign-in' },
      { text: 'A command line', link: '/guides/command-line' },
      { text: 'Serverless', link: '/guides/serverless' },
      { text: 'Several organisations', link: '/guides/several-organisations' },
      { text: 'Testing with the sandbox', link: '/guides/testing' },
      { text: 'Logging and OpenTelemetry', link: '/guides/events' },
      { text: 'Proxies and custom CAs', link: '/guides/proxies' },
    ],
  },
  {
    text: 'Stores',
    items: [
      { text: 'Where tokens are kept', link: '/guides/stores/' },
      { text: 'Redis', link: '/guides/stores/redis' },
      { text: 'Redis over HTTP', link: '/guides/stores/redis-over-http' },
      { text: 'Encryption', link: '/guides/stores/encryption' },
      { text: 'PostgreSQL with pg', link: '/guides/stores/pg' },
      { text: 'Drizzle', link: '/guides/stores/drizzle' },
      { text: 'Prisma', link: '/guides/stores/prisma' },
      { text: 'Durable Object', link: '/guides/stores/durable-object' },
      { text: 'D1', link: '/guides/stores/d1' },
      { text: 'DynamoDB', link: '/guides/stores/dynamodb' },
    ],
  },
  {
    text: 'Migrating',
    items: [
      { text: 'From next-drupal', link: '/guides/from/next-drupal' },
      { text: 'From acquia-dam-sdk', link: '/guides/from/acquia-dam-sdk' },
      { text: 'From simple-oauth2', link: '/guides/from/simple-oauth2' },
      { text: 'From the PHP SDK', link: '/guides/from/acquia-php-sdk' },
    ],
  },
  {
    text: 'Services',
    items: [
      { text: 'Cloud', link: '/services/cloud' },
      { text: 'Cloud: I want to …', link: '/services/cloud-recipes' },
      { text: 'Source', link: '/services/source' },
      { text: 'Source: I want to …', link: '/services/source-recipes' },
      { text: 'DAM', link: '/services/dam' },
      { text: 'DAM: I want to …', link: '/services/dam-recipes' },
    ],
  },
  {
    text: 'When something fails',
    items: [
      { text: 'On call', link: '/on-call' },
      { text: 'Errors', link: '/errors' },
      { text: 'Renewal, when things fail', link: '/rotation' },
    ],
  },
  {
    text: 'Background',
    items: [
      { text: 'Security model', link: '/security' },
      { text: 'Benchmarks', link: '/benchmarks' },
      { text: 'Licences', link: '/licences' },
    ],
  },
  {
    text: 'Decisions',
    collapsed: true,
    items: [{ text: 'All decisions', link: '/decisions/' }, ...decisions()],
  },
];

/** Written by the build, and not committed: a page for each thing that can be imported, and each operation. */
export const reference: Section = {
  text: 'Reference',
  items: [
    { text: 'Cloud: every operation', link: '/reference/operations/cloud/' },
    { text: 'DAM: every operation', link: '/reference/operations/dam/' },
    { text: 'All entries', link: '/reference/' },
    ...Array.from(publicEntries().keys(), (name) => ({ text: name, link: `/reference/${name}` })),
  ],
};

/** The numbered records, by their headings. */
function decisions(): Entry[] {
  const folder = join(import.meta.dirname, '../decisions');
  return readdirSync(folder)
    .filter((name) => /^\d{4}-.+\.md$/.test(name))
    .sort()
    .map((name) => ({
      text: /^# (.+)$/m.exec(readFileSync(join(folder, name), 'utf8'))?.[1] ?? name,
      link: `/decisions/${name.replace(/\.md$/, '')}`,
    }));
}
