'use server';

import { redirect } from 'next/navigation';
import { cloud } from '@/lib/cloud';
import { requireSession } from '@/lib/sign-in';

/** Backs up the first database of an environment, and shows how far the task is. */
export async function startBackup(form: FormData): Promise<void> {
  await requireSession('/cloud'); // anybody can call an action without its page, so it checks the session, too
  const environmentId = String(form.get('environment'));
  const database = await cloud.paginate('/environments/{environmentId}/databases', { path: { environmentId } }).first();
  if (!database) redirect('/cloud');
  const task = await cloud.post('/environments/{environmentId}/databases/{databaseName}/backups', {
    path: { environmentId, databaseName: database.name },
  });
  const link = task?._links?.notification?.href ?? '';
  redirect(`/cloud/tasks/${link.slice(link.lastIndexOf('/') + 1)}`);
}
