import { WebhookError } from '@acme/source';
import { enableDraft } from '@acme/source/next';
import { redirect } from 'next/navigation';

export async function GET(request) {
  let path;
  try {
    path = await enableDraft(request, { secret: process.env.WEBHOOK_SECRET, parameter: 'secret' });
  } catch (error) {
    if (!WebhookError.is(error)) throw error;
    return new Response(null, { status: 401 });
  }
  redirect(path);
}
