import { CloudApiError } from '@acme/cloud';
import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { Submit } from '@/components/submit';
import { cloud } from '@/lib/cloud';
import { requireSession } from '@/lib/sign-in';
import { startBackup } from '../actions';

export const metadata: Metadata = { title: 'Application' };

interface Props {
  readonly params: Promise<{ readonly application: string }>;
}

export default async function Application({ params }: Props) {
  const { application: applicationUuid } = await params;
  await requireSession(`/cloud/${applicationUuid}`);
  const path = { applicationUuid };
  const [application, environments, tasks] = await Promise.all([
    cloud.get('/applications/{applicationUuid}', { path }),
    cloud.paginate('/applications/{applicationUuid}/environments', { path }).toArray({ limit: 20 }),
    cloud.paginate('/applications/{applicationUuid}/notifications', { path }).toArray({ limit: 8 }),
  ]).catch((error: unknown) => {
    if (CloudApiError.is(error) && error.code === 'not_found') notFound();
    throw error;
  });

  return (
    <>
      <p>
        <Link href="/cloud" prefetch={false}>
          Applications
        </Link>
      </p>
      <h1>{application.name}</h1>
      <section aria-labelledby="environments">
        <h2 id="environments">Environments</h2>
        <ul className="tiles">
          {environments.map(({ id, label, status, default_domain, configuration }) => (
            <li key={id} className="tile">
              <strong>{label}</strong>
              <span>{default_domain}</span>
              <span>PHP {configuration?.php?.version ?? 'unknown'}</span>
              <span className="badge">{status}</span>
              <form action={startBackup}>
                <input type="hidden" name="environment" value={id} />
                <Submit>
                  Back up <span className="hidden">{label}</span>
                </Submit>
              </form>
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="tasks">
        <h2 id="tasks">Latest tasks</h2>
        <ul className="plain-list">
          {tasks.map(({ uuid, label, status }) => (
            <li key={uuid}>
              <Link href={`/cloud/tasks/${uuid}`} prefetch={false}>
                {label}
              </Link>{' '}
              <span className="badge">{status}</span>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
