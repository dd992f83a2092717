import { CloudApiError } from '@acme/cloud';
import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { Refresh } from '@/components/refresh';
import { cloud } from '@/lib/cloud';
import { requireSession } from '@/lib/sign-in';

export const metadata: Metadata = { title: 'Task' };

interface Props {
  readonly params: Promise<{ readonly task: string }>;
}

/** Looks at the task once. A page should not wait with `cloud.waitForTask`: a task can take hours. */
export default async function Task({ params }: Props) {
  const { task: notificationUuid } = await params;
  await requireSession(`/cloud/tasks/${notificationUuid}`);
  const task = await cloud
    .get('/notifications/{notificationUuid}', { path: { notificationUuid } })
    .catch((error: unknown) => {
      if (CloudApiError.is(error) && error.code === 'not_found') notFound();
      throw error;
    });
  const { label, description, status, progress } = task;
  const isRunning = status === 'in-progress';

  return (
    <div className="notice">
      <h1>{label}</h1>
      <p>{description}</p>
      <label className="progress">
        <span>
          {progress} % <span className="badge">{status}</span>
        </span>
        <progress max={100} value={progress} />
      </label>
      <p>
        {isRunning && <Refresh seconds={2} />}
        {isRunning && <a href={`/cloud/tasks/${notificationUuid}`}>Look again</a>}
        <Link href="/cloud" prefetch={false}>
          To the applications
        </Link>
      </p>
    </div>
  );
}
