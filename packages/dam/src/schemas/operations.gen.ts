// Generated from an OpenAPI document by packages/openapi: change the generator, not this file.
import * as analytics from './analytics.gen.ts';
import * as assets from './assets.gen.ts';
import * as assetsV1 from './assets-v1.gen.ts';
import * as attributes from './attributes.gen.ts';
import * as categories from './categories.gen.ts';
import * as categoriesV1 from './categories-v1.gen.ts';
import * as collections from './collections.gen.ts';
import * as collectionsV1 from './collections-v1.gen.ts';
import * as fileFormatsV1 from './file-formats-v1.gen.ts';
import * as integrationLinksV1 from './integration-links-v1.gen.ts';
import * as metadata from './metadata.gen.ts';
import * as metadataV1 from './metadata-v1.gen.ts';
import * as oauth from './oauth.gen.ts';
import * as oauthV1 from './oauth-v1.gen.ts';
import * as ordersV1 from './orders-v1.gen.ts';
import * as products from './products.gen.ts';
import * as searchConnector from './search-connector.gen.ts';
import * as uploads from './uploads.gen.ts';
import * as usage from './usage.gen.ts';
import * as users from './users.gen.ts';
import * as usersV1 from './users-v1.gen.ts';
import * as webhooks from './webhooks.gen.ts';
import * as workflowProjects from './workflow-projects.gen.ts';
import * as workflowWebhooks from './workflow-webhooks.gen.ts';
import type { Schemas } from '@acme/http/schemas';
import type { DamOperations } from '../operations.gen.ts';

/** The schema of each answer, by method and path: `operations['GET /…']`. */
export const operations: Schemas<DamOperations> = {
"POST /v2/analytics/assets/downloads": analytics.listAssetDownloads,
"POST /v2/analytics/assets/shares": analytics.listAssetShares,
"POST /v2/analytics/assets/views": analytics.listAssetViews,
"GET /v2/assets/search": assets.searchAssets,
"GET /v2/assets/search/scroll": assets.scrollAssets,
"GET /v2/assets/{id}": assets.getAsset,
"GET /v2/assets/{id}/versions": assets.listAssetVersionsV2,
"GET /v2/assets/{id}/versions/{version_id}": assets.getAssetVersion,
"GET /v2/assets/{id}/metadata": assets.getAssetMetadata,
"GET /v2/assets/{id}/security": assets.getAssetSecurity,
"GET /v2/assets/assetgroups": assets.listAssetGroups,
"POST /v2/uploads": uploads.createAsset,
"GET /v2/uploads/profiles": uploads.listUploadProfiles,
"POST /v2/uploads/chunks/start": uploads.startChunkedUpload,
"POST /v2/uploads/chunks/upload": uploads.uploadChunk,
"POST /v2/uploads/chunks/complete": uploads.completeChunkedUpload,
"GET /v2/attributes": attributes.listAttributes,
"GET /v2/attributes/{id}/vocabulary": attributes.listAttributeVocabulary,
"GET /v2/categories": categories.listTopCategories,
"GET /v2/categories/{categoryPath}": categories.listChildCategories,
"POST /api/rest/category": categoriesV1.createCategory,
"PUT /api/rest/category/uuid/{uuid}": categoriesV1.editCategory,
"GET /api/rest/category/categoryTree": categoriesV1.getCategoryTree,
"GET /v2/collections": collections.listCollections,
"POST /api/rest/collection": collectionsV1.createCollection,
"GET /v2/metadata/fields/viewable": metadata.listViewableFields,
"GET /v2/metadata/{displayKey}/vocabulary": metadata.listFieldValues,
"GET /v2/metadata/{displayKey}/vocabulary/{value}": metadata.getFieldValue,
"GET /api/rest/metadata/types": metadataV1.listMetadataTypes,
"GET /api/rest/asset/uuid/{id}/assetversions": assetsV1.listAssetVersions,
"GET /api/rest/asset/uuid/{id}": assetsV1.getAssetV1,
"GET /api/rest/integrationlink": integrationLinksV1.listIntegrationLinks,
"POST /api/rest/integrationlink": integrationLinksV1.registerIntegrationLink,
"GET /api/rest/fileformats": fileFormatsV1.listFileFormats,
"POST /api/rest/order": ordersV1.createOrder,
"POST /api/rest/order/items/removals": ordersV1.cleanOrderAssets,
"GET /api/rest/order/uuid/{uuid}": ordersV1.getOrderByUuid,
"GET /api/rest/order/seqNum/{seqNum}": ordersV1.getOrderBySequenceNumber,
"GET /api/rest/order/uuid/{uuid}/zip": ordersV1.getOrderZipStatus,
"GET /api/rest/order/profile/internet": ordersV1.listOrderProfiles,
"POST /api/rest/conversion/order/profile/uuid/{profileId}": ordersV1.listConversionsForOrder,
"POST /v2/products": products.createProduct,
"POST /v2/products/search": products.searchProducts,
"GET /v2/products/{id}": products.getProduct,
"GET /v2/products/channels/{channel_id}": products.listProductsByChannel,
"GET /v2/channels": products.listChannels,
"GET /v2/product-categories": products.listProductCategories,
"GET /v2/product-types": products.listProductTypes,
"GET /v2/integrations/url": searchConnector.getSearchConnectorUrl,
"GET /v2/usage/api": usage.getApiUsage,
"GET /v2/user": users.getCurrentUser,
"GET /v2/user/{id}": users.getUserById,
"GET /api/rest/user/address": usersV1.getContact,
"GET /v2/webhooks/configurations": webhooks.listAssetsWebhooks,
"POST /v2/webhooks/configurations": webhooks.createAssetsWebhook,
"GET /v2/webhooks/configurations/{id}": webhooks.getAssetsWebhook,
"GET /v2/workflow/webhooks": workflowWebhooks.listWorkflowWebhooks,
"POST /v2/workflow/webhooks": workflowWebhooks.createWorkflowWebhook,
"POST /v2/workflow/projects": workflowProjects.createProject,
"GET /v2/workflow/projects/{project_id}": workflowProjects.getProject,
"GET /v2/workflow/projects/{project_id}/deliverables": workflowProjects.listDeliverables,
"POST /v2/workflow/projects/{project_id}/deliverables": workflowProjects.addDeliverable,
"GET /v2/workflow/projects/{project_id}/deliverables/{deliverable_id}": workflowProjects.getDeliverable,
"POST /v2/workflow/projects/{project_id}/deliverables/{deliverable_id}/proofs": workflowProjects.uploadProof,
"GET /v2/workflow/projects/{project_id}/support-files": workflowProjects.listSupportingFiles,
"POST /v2/oauth/access-token": oauth.exchangeToken,
"POST /api/rest/oauth/token": oauthV1.exchangeTokenV1,
};
