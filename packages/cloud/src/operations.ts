/** A link of a HAL document (draft-kelly-json-hal). */
export interface HalLink {
  href: string;
  templated?: boolean;
}

export interface Application {
  uuid: string;
  name: string;
  type?: string;
  status?: string;
  subscription?: { uuid: string; name: string };
  organization?: { uuid: string; name: string };
  _links?: Record<string, HalLink>;
}

export interface Environment {
  id: string;
  label: string;
  name: string;
  _links?: Record<string, HalLink>;
}

export interface Notification {
  uuid: string;
  event: string;
  label: string;
  description: string;
  status: 'completed' | 'failed' | 'in-progress';
  progress: number;
  created_at: string;
  completed_at: string | null;
  _links?: Record<string, HalLink>;
}

/** A list in HAL. */
export interface Collection<Item> {
  total: number;
  pagination?: { total?: number; limit?: number; offset?: number };
  _links?: Record<string, HalLink>;
  _embedded: { items: Item[] };
}

interface ListQuery {
  limit?: number;
  offset?: number;
  sort?: string;
  filter?: string;
}

export interface GetOperations {
  '/account': { answer: { uuid: string; name?: string; mail?: string } };
  '/applications': { options?: { query?: ListQuery }; answer: Collection<Application> };
  '/applications/{applicationUuid}': { options: { path: { applicationUuid: string } }; answer: Application };
  '/applications/{applicationUuid}/environments': {
    options: { path: { applicationUuid: string }; query?: ListQuery };
    answer: Collection<Environment>;
  };
  '/environments/{environmentId}': { options: { path: { environmentId: string } }; answer: Environment };
  '/organizations/{organizationUuid}/applications': {
    options: { path: { organizationUuid: string }; query?: ListQuery };
    answer: Collection<Application>;
  };
  '/notifications/{notificationUuid}': { options: { path: { notificationUuid: string } }; answer: Notification };
}

export interface PagedItems {
  '/applications': Application;
  '/applications/{applicationUuid}/environments': Environment;
  '/organizations/{organizationUuid}/applications': Application;
}

/** The typed operations by method and path. */
export interface CloudOperations {
  get: GetOperations;
  post: object;
  put: object;
  delete: object;
  paged: PagedItems;
}
