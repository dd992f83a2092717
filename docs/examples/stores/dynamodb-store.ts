import type { StoredToken, TokenStore } from '@acme/oauth-core';
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';

/** A request that hangs is given up, and sent again on another connection, while the core still waits: for 3 seconds. */
export function createClient(config: DynamoDBClientConfig = {}): DynamoDBClient {
  return new DynamoDBClient({
    requestHandler: { requestTimeout: 1_500, throwOnRequestTimeout: true },
    ...config,
  });
}

/** @param client Of the Region that holds the table, for this store alone. */
export function dynamoDbStore(client: DynamoDBClient, tableName: string): TokenStore {
  /** By how much DynamoDB's clock is ahead of this process's, in milliseconds: every answer tells. */
  let ahead = 0;
  client.middlewareStack.add(
    (next) => async (request) => {
      const result = await next(request);
      const { headers } = result.response as { headers: { date?: string } }; // of HTTP, which every handler speaks
      const told = Date.parse(headers.date ?? '');
      if (told) ahead = told - Date.now();
      return result;
    },
    { step: 'deserialize', priority: 'low' },
  );
  const inTime = () => ({ abortSignal: AbortSignal.timeout(2_500) }); // all attempts together

  return {
    async get(key) {
      const request = { TableName: tableName, Key: { key: { S: key } }, ConsistentRead: true };
      const { Item } = await client.send(new GetItemCommand(request), inTime());
      if (Item === undefined) return undefined;
      const age = Math.max(0, Date.now() + ahead - Number(Item.writtenAt?.N));
      return { entry: JSON.parse(Item.entry?.S ?? '') as StoredToken, age };
    },

    async set(key, entry, { replaces }) {
      const { revision, keepUntil } = entry;
      const request = {
        TableName: tableName,
        Item: {
          key: { S: key },
          revision: { S: revision },
          entry: { S: JSON.stringify(entry) },
          writtenAt: { N: `${Date.now() + ahead}` },
          ...(keepUntil !== undefined && { keepUntil: { N: `${Math.ceil(keepUntil / 1_000)}` } }), // in seconds
        },
        ...(replaces === undefined
          ? { ConditionExpression: 'attribute_not_exists(revision)' }
          : {
              ConditionExpression: 'revision = :replaces',
              ExpressionAttributeValues: { ':replaces': { S: replaces } },
            }),
      };
      try {
        await client.send(new PutItemCommand(request), inTime());
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },

    async delete(key) {
      await client.send(new DeleteItemCommand({ TableName: tableName, Key: { key: { S: key } } }), inTime());
    },
  };
}
