import type { Metadata } from 'next';
import Link from 'next/link';
import { cloud } from '@/lib/cloud';
import { requireSession } from '@/lib/sign-in';

export const metadata: Metadata = { title: 'Cloud' };

export default async function Applications() {
  await requireSession('/cloud'); // not everybody may see what the app can read with its own token
  const applications = await cloud.paginate('/applications').toArray({ limit: 100 });
  return (
    <>
      <h1>Applications</h1>
      <ul className="tiles">
        {applications.map(({ uuid, name, subscription, status }) => (
          <li key={uuid}>
            <Link href={`/cloud/${uuid}`} prefetch={false}>
              <strong>{name}</strong>
              <span>{subscription.name}</span>
              <span className="badge">{status}</span>
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
