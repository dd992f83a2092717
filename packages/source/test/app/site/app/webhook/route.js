import { WebhookError } from '@acme/source';
import { revalidateFromWebhook } from '@acme/source/next';

export async function POST(request) {
  try {
    await revalidateFromWebhook(request, { secret: process.env.WEBHOOK_SECRET, parameter: 'secret' });
    return new Response(null, { status: 204 });
  } catch (error) {
    if (!WebhookError.is(error)) throw error;
    return new Response(null, { status: 401 });
  }
}
