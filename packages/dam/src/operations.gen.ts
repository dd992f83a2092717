// Generated from an OpenAPI document by packages/openapi: change the generator, not this file.

export interface GetOperations {
"/v2/assets/search": { id: "searchAssets"; options?: { query?: { expand?: readonly AssetSearchExpand[] | undefined; facet?: readonly AssetFacet[] | undefined; include_archived?: boolean | undefined; include_deleted?: boolean | undefined; include_natural_language_results?: boolean | undefined; limit?: number | undefined; offset?: number | undefined; query?: string | undefined; scroll?: boolean | undefined; scroll_id?: string | undefined; search_document_text?: boolean | undefined; sort?: string | undefined } | undefined }; answer: AssetSearchResult };
"/v2/assets/search/scroll": { id: "scrollAssets"; options: { query: { scroll_id: string; expand?: readonly AssetSearchExpand[] | undefined } }; answer: AssetSearchResult };
"/v2/assets/{id}": { id: "getAsset"; options: { path: { id: string }; query?: { expand?: readonly AssetExpand[] | undefined } | undefined }; answer: Asset };
"/v2/assets/{id}/versions": { id: "listAssetVersionsV2"; options: { path: { id: string }; query?: { expand?: readonly AssetExpand[] | undefined } | undefined }; answer: { items: Asset[] } };
"/v2/assets/{id}/versions/{version_id}": { id: "getAssetVersion"; options: { path: { id: string; version_id: string }; query?: { expand?: readonly AssetExpand[] | undefined } | undefined }; answer: Asset };
"/v2/assets/{id}/metadata": { id: "getAssetMetadata"; options: { path: { id: string } }; answer: MetadataValues };
"/v2/assets/{id}/security": { id: "getAssetSecurity"; options: { path: { id: string } }; answer: AssetSecurity };
"/v2/assets/assetgroups": { id: "listAssetGroups"; answer: AssetGroupList };
"/v2/uploads/profiles": { id: "listUploadProfiles"; answer: UploadProfile[] };
"/v2/attributes": { id: "listAttributes"; options?: { query?: { limit?: number | undefined; offset?: number | undefined } | undefined }; answer: AttributePage };
"/v2/attributes/{id}/vocabulary": { id: "listAttributeVocabulary"; options: { path: { id: string } }; answer: { vocabulary: string[] } };
"/v2/categories": { id: "listTopCategories"; answer: CategoryList };
"/v2/categories/{categoryPath}": { id: "listChildCategories"; options: { path: { categoryPath: string } }; answer: CategoryList };
"/api/rest/category/categoryTree": { id: "getCategoryTree"; options?: { query?: { includeEmpty?: boolean | undefined } | undefined }; answer: CategoryTreeV1 };
"/v2/collections": { id: "listCollections"; options: { query: { type: CollectionType; limit?: number | undefined; offset?: number | undefined } }; answer: CollectionPage };
"/v2/metadata/fields/viewable": { id: "listViewableFields"; options?: { query?: { display_name_after?: string | undefined; display_name_starts_with?: string | undefined; field_types?: readonly ("all" | "all_controlled_vocabulary" | "checkboxes" | "date" | "numeric" | "selection_list" | "selection_list_multi" | "text" | "text_long" | "text_multi_line" | "text_short")[] | undefined; limit?: number | undefined } | undefined }; answer: { fields: ViewableMetadataField[] } };
"/v2/metadata/{displayKey}/vocabulary": { id: "listFieldValues"; options: { path: { displayKey: string } }; answer: MetadataVocabulary };
"/v2/metadata/{displayKey}/vocabulary/{value}": { id: "getFieldValue"; options: { path: { displayKey: string; value: string } }; answer: MetadataVocabularyValue };
"/api/rest/metadata/types": { id: "listMetadataTypes"; answer: { types: MetadataTypeV1[] } };
"/api/rest/asset/uuid/{id}/assetversions": { id: "listAssetVersions"; options: { path: { id: string } }; answer: AssetVersionListV1 };
"/api/rest/asset/uuid/{id}": { id: "getAssetV1"; options: { path: { id: string }; query?: { options?: readonly string[] | undefined } | undefined }; answer: { name?: string; metadataType?: string; attachedDocs?: { docs?: { uuid?: string; title?: string; downloadUrl?: string }[] } } };
"/api/rest/integrationlink": { id: "listIntegrationLinks"; answer: { integrationLinks: IntegrationLink[] } };
"/api/rest/fileformats": { id: "listFileFormats"; answer: { count: number; formats: { description: string; name: string }[] } };
"/api/rest/order/uuid/{uuid}": { id: "getOrderByUuid"; options: { path: { uuid: string }; query?: { start?: number | undefined } | undefined }; answer: Order };
"/api/rest/order/seqNum/{seqNum}": { id: "getOrderBySequenceNumber"; options: { path: { seqNum: string }; query?: { start?: number | undefined } | undefined }; answer: Order };
"/api/rest/order/uuid/{uuid}/zip": { id: "getOrderZipStatus"; options: { path: { uuid: string } }; answer: ZipStatus };
"/api/rest/order/profile/internet": { id: "listOrderProfiles"; answer: { profiles: OrderProfile[] } };
"/v2/products/{id}": { id: "getProduct"; options: { path: { id: string } }; answer: Product };
"/v2/products/channels/{channel_id}": { id: "listProductsByChannel"; options: { path: { channel_id: string }; query?: { limit?: number | undefined; offset?: number | undefined } | undefined }; answer: ChannelProductPage };
"/v2/channels": { id: "listChannels"; options?: { query?: { limit?: number | undefined; offset?: number | undefined } | undefined }; answer: ChannelPage };
"/v2/product-categories": { id: "listProductCategories"; options?: { query?: { limit?: number | undefined; offset?: number | undefined; parent_product_category_id?: string | undefined } | undefined }; answer: ProductCategoryPage };
"/v2/product-types": { id: "listProductTypes"; options?: { query?: { limit?: number | undefined; offset?: number | undefined } | undefined }; answer: ProductTypePage };
"/v2/integrations/url": { id: "getSearchConnectorUrl"; options?: { query?: { hideSearchBar?: boolean | undefined; query?: string | undefined } | undefined }; answer: { url: string } };
"/v2/usage/api": { id: "getApiUsage"; answer: { report_end_timestamp: string; report_start_timestamp: string; request_count: number } };
"/v2/user": { id: "getCurrentUser"; answer: User };
"/v2/user/{id}": { id: "getUserById"; options: { path: { id: string } }; answer: User };
"/api/rest/user/address": { id: "getContact"; answer: Contact };
"/v2/webhooks/configurations": { id: "listAssetsWebhooks"; options?: { query?: { limit?: number | undefined; offset?: number | undefined } | undefined }; answer: AssetsWebhookPage };
"/v2/webhooks/configurations/{id}": { id: "getAssetsWebhook"; options: { path: { id: string } }; answer: AssetsWebhook };
"/v2/webhooks/configurations/{id}/ping": { id: "pingAssetsWebhook"; options: { path: { id: string } }; answer: undefined };
"/v2/workflow/webhooks": { id: "listWorkflowWebhooks"; answer: { items: WorkflowWebhook[] } };
"/v2/workflow/projects/{project_id}": { id: "getProject"; options: { path: { project_id: string }; query?: { expand?: readonly "request_fields"[] | undefined } | undefined }; answer: Project };
"/v2/workflow/projects/{project_id}/deliverables": { id: "listDeliverables"; options: { path: { project_id: string }; query?: { expand?: readonly DeliverableExpand[] | undefined } | undefined }; answer: { items: Deliverable[] } };
"/v2/workflow/projects/{project_id}/deliverables/{deliverable_id}": { id: "getDeliverable"; options: { path: { project_id: string; deliverable_id: string }; query?: { expand?: readonly DeliverableExpand[] | undefined } | undefined }; answer: Deliverable };
"/v2/workflow/projects/{project_id}/support-files": { id: "listSupportingFiles"; options: { path: { project_id: string } }; answer: SupportingFile[] };
}

export interface PostOperations {
"/v2/analytics/assets/downloads": { id: "listAssetDownloads"; options: { body: AnalyticsRequest }; answer: AssetDownloadsPage };
"/v2/analytics/assets/shares": { id: "listAssetShares"; options: { body: AnalyticsRequest }; answer: AssetSharesPage };
"/v2/analytics/assets/views": { id: "listAssetViews"; options: { body: AnalyticsRequest }; answer: AssetViewsPage };
"/v2/assets/{id}/alternatepreview": { id: "uploadAlternatePreview"; options: { path: { id: string }; body: FormData }; answer: undefined };
"/v2/uploads": { id: "createAsset"; options: { body: FormData }; answer: CreatedAsset };
"/v2/uploads/chunks/start": { id: "startChunkedUpload"; answer: { session_id: string } };
"/v2/uploads/chunks/upload": { id: "uploadChunk"; options: { body: FormData }; answer: { tag: string } };
"/v2/uploads/chunks/complete": { id: "completeChunkedUpload"; options: { body: { session_id: string; tags: readonly string[] } }; answer: { file_id: string } };
"/api/rest/category": { id: "createCategory"; options: { body: CategoryCreateV1 }; answer: CategoryV1 };
"/api/rest/category/assets": { id: "addOrRemoveCategoryAssets"; options: { body: { categories: UuidList; add: UuidList; remove: UuidList } }; answer: undefined };
"/api/rest/collection": { id: "createCollection"; options: { body: { title: string; description: string; assets: { uuids?: readonly string[] | undefined } } }; answer: CollectionCreatedV1 };
"/api/rest/collection/assets": { id: "addOrRemoveCollectionAssets"; options: { body: { collections: UuidList; add: UuidList; remove: UuidList } }; answer: undefined };
"/v2/metadata/{displayKey}/vocabulary": { id: "addFieldValue"; options: { path: { displayKey: string }; body: { value: string; index?: number | undefined } }; answer: undefined };
"/api/rest/integrationlink": { id: "registerIntegrationLink"; options: { body: { assetUuid: string; description: string; url?: string | undefined } }; answer: IntegrationLink };
"/api/rest/order": { id: "createOrder"; options: { body: OrderCreate }; answer: { orders: Order[] } };
"/api/rest/order/items/removals": { id: "cleanOrderAssets"; options: { body: UuidList }; answer: { removedItems: { name: string; reason: string }[] } };
"/api/rest/order/uuid/{uuid}/zip": { id: "createOrderZip"; options: { path: { uuid: string } }; answer: undefined };
"/api/rest/conversion/order/profile/uuid/{profileId}": { id: "listConversionsForOrder"; options: { path: { profileId: string }; body: UuidList }; answer: { conversions: Conversion[] } };
"/v2/products": { id: "createProduct"; options: { body: { name: string; sku: string; attributes?: Record<string, readonly string[]> | undefined; parent_product_id?: string | undefined; product_categories?: readonly ProductCategoryRef[] | undefined; product_type_id?: string | undefined } }; answer: { product_id: string } };
"/v2/products/search": { id: "searchProducts"; options?: { body?: ProductSearchRequest | undefined }; answer: ProductSearchResult };
"/v2/webhooks/configurations": { id: "createAssetsWebhook"; options: { body: { delivery_url: string; event_type: AssetsWebhookEvent; monitored_metadata_fields?: readonly string[] | undefined; secret_key?: string | undefined } }; answer: AssetsWebhookCreated };
"/v2/workflow/webhooks": { id: "createWorkflowWebhook"; options: { body: { event: WorkflowWebhookEvent; target: string } }; answer: WorkflowWebhook };
"/v2/workflow/projects": { id: "createProject"; options: { body: { description: string; end_date: string; name: string; project_manager: string; start_date: string; owner?: string | undefined; workgroups?: readonly string[] | undefined } }; answer: { project_id: string } };
"/v2/workflow/projects/{project_id}/deliverables": { id: "addDeliverable"; options: { path: { project_id: string }; body: { due_date: string; name: string; proof_provider: string; stages: readonly WorkflowStage[]; start_date: string; description?: string | undefined } }; answer: { deliverable_id: string; id: string; project_id: string } };
"/v2/workflow/projects/{project_id}/deliverables/{deliverable_id}/proofs": { id: "uploadProof"; options: { path: { project_id: string; deliverable_id: string }; body: { content_length: number; filename: string; url: string } }; answer: { deliverable_id: string; id: string; project_id: string; status: string; thumbnails: WorkflowThumbnails } };
"/v2/oauth/access-token": { id: "exchangeToken"; options: { body: OAuthCodeGrantRequest | OAuthRefreshGrantRequest }; answer: OAuthTokenResult };
"/api/rest/oauth/token": { id: "exchangeTokenV1"; options: { body: OAuthV1TokenRequest }; answer: OAuthTokenResult };
"/api/rest/oauth/logout": { id: "revokeTokenV1"; answer: undefined };
}

export interface PutOperations {
"/v2/assets/{id}/metadata": { id: "updateAssetMetadata"; options: { path: { id: string }; query?: { patch?: readonly string[] | undefined } | undefined; body: { fields: Record<string, readonly string[]> } }; answer: undefined };
"/v2/assets/{id}/security": { id: "updateAssetSecurity"; options: { path: { id: string }; query?: { patch?: readonly ("all" | "asset_groups" | "expiration_date" | "release_date")[] | undefined } | undefined; body: { asset_groups?: readonly string[] | undefined; expiration_date?: string | null | undefined; release_date?: string | null | undefined } }; answer: undefined };
"/v2/assets/{id}/filename": { id: "renameAsset"; options: { path: { id: string }; body: { filename: string } }; answer: undefined };
"/api/rest/category/uuid/{uuid}": { id: "editCategory"; options: { path: { uuid: string }; body: CategoryEditV1 }; answer: CategoryV1 };
"/v2/metadata/{displayKey}/vocabulary/{value}": { id: "updateFieldValue"; options: { path: { displayKey: string; value: string }; body: { index?: number | undefined; value?: string | undefined } }; answer: undefined };
"/api/rest/asset/changemetadatatype/asset/{id}/type/{metadata_type_uuid}": { id: "updateAssetMetadataType"; options: { path: { id: string; metadata_type_uuid: string } }; answer: undefined };
"/v2/products/{id}/rename": { id: "renameProduct"; options: { path: { id: string }; body: { new_name: string } }; answer: undefined };
"/v2/products/{id}/attributes": { id: "updateProductAttributes"; options: { path: { id: string }; body: { attributes: Record<string, readonly string[]> } }; answer: undefined };
"/v2/products/{id}/product-category": { id: "updateProductCategory"; options: { path: { id: string }; body: { product_categories: readonly ProductCategoryRef[] } }; answer: undefined };
"/v2/products/{id}/featured-image": { id: "updateProductFeaturedImage"; options: { path: { id: string }; body: { asset_id: string } }; answer: undefined };
"/v2/products/{id}/parent-product": { id: "updateProductParent"; options: { path: { id: string }; body: { parent_product_id: string } }; answer: undefined };
"/v2/products/{id}/product-type": { id: "updateProductType"; options: { path: { id: string }; body: { product_type_id: string } }; answer: undefined };
"/v2/webhooks/configurations/{id}": { id: "editAssetsWebhook"; options: { path: { id: string }; query?: { patch?: readonly ("delivery_enabled" | "delivery_url" | "event_type" | "secret_key")[] | undefined } | undefined; body: { delivery_enabled?: boolean | undefined; delivery_url?: string | undefined; event_type?: AssetsWebhookEvent | undefined; secret_key?: string | undefined } }; answer: undefined };
"/v2/workflow/projects/{project_id}/deliverables/{deliverable_id}/close": { id: "closeDeliverable"; options: { path: { project_id: string; deliverable_id: string }; body: { filename?: string | undefined; upload_profile?: string | undefined } }; answer: undefined };
}

export interface DeleteOperations {
"/v2/assets/{id}": { id: "deleteAsset"; options: { path: { id: string } }; answer: undefined };
"/v2/assets/{id}/alternatepreview": { id: "deleteAlternatePreview"; options: { path: { id: string } }; answer: undefined };
"/v2/metadata/{displayKey}/vocabulary/{value}": { id: "deleteFieldValue"; options: { path: { displayKey: string; value: string } }; answer: undefined };
"/api/rest/integrationlink/{uuid}": { id: "removeIntegrationLink"; options: { path: { uuid: string } }; answer: undefined };
"/v2/products/{id}": { id: "deleteProduct"; options: { path: { id: string } }; answer: undefined };
"/v2/webhooks/configurations/{id}": { id: "deleteAssetsWebhook"; options: { path: { id: string } }; answer: undefined };
"/v2/workflow/webhooks": { id: "deleteWorkflowWebhook"; options: { body: { event: WorkflowWebhookEvent } }; answer: undefined };
"/v2/workflow/projects/{project_id}": { id: "deleteProject"; options: { path: { project_id: string } }; answer: undefined };
"/v2/workflow/projects/{project_id}/deliverables/{deliverable_id}": { id: "deleteDeliverable"; options: { path: { project_id: string; deliverable_id: string } }; answer: undefined };
"/v2/oauth/access-token": { id: "revokeToken"; answer: undefined };
}

export interface PagedItems {
"/v2/assets/search": Asset;
"/v2/attributes": Attribute;
"/v2/collections": Collection;
"/v2/products/channels/{channel_id}": Product;
"/v2/channels": { channel_id: string; name: string };
"/v2/product-categories": { name: string; product_category_id: string };
"/v2/product-types": { name: string; product_type_id: string };
"/v2/webhooks/configurations": AssetsWebhook;
}

export interface DamOperations { get: GetOperations; post: PostOperations; put: PutOperations; delete: DeleteOperations; paged: PagedItems }

export interface AnalyticsAssetFilter { id: string; type: "asset" }
export interface AnalyticsAssetRef { id: string }
export interface AnalyticsConversionProperties { output_file_format: string | null; output_file_type: string | null }
export interface AnalyticsDateRangeFilter { start: string; end: string; type: "date_range" }
export interface AnalyticsFileProperties { file_type: string; format: string; size_in_bytes: number }
export interface AnalyticsIntendedUse { value: string | null }
export interface AnalyticsRequest { filters: readonly AnalyticsFilter[]; limit?: number | undefined; pagination_token?: string | undefined }
export interface AnalyticsUserRef { id: string | null }
export interface Asset { _links: AssetLinks; ai_tags: string[] | null; asset_properties: AssetPropertiesExpand | null; created_date: string; current_version: boolean; deleted_date: string | null; embeds: EmbedsExpand | null; expanded: AssetExpandedFlags; external_id: string; file_properties: FilePropertiesExpand | null; file_upload_date: string; filename: string; id: string; last_update_date: string; metadata: MetadataValues | null; metadata_info: MetadataInfoExpand | null; released_and_not_expired: boolean; security: AssetSecurity | null; status: UploadStatus | null; tags: string[] | null; thumbnails: ThumbnailsExpand | null; version_id: string }
export interface AssetDownloadEvent { asset_properties: AnalyticsAssetRef; conversion_properties: AnalyticsConversionProperties; file_properties: AnalyticsFileProperties; intended_use_properties: AnalyticsIntendedUse; referrer: string; timestamp: string; user_properties: AnalyticsUserRef }
export interface AssetDownloadsPage { items: AssetDownloadEvent[]; pagination_token: string | null; total_count: number }
export interface AssetExpandedFlags { ai_tags: boolean; asset_properties: boolean; embeds: boolean; file_properties: boolean; metadata: boolean; metadata_info: boolean; metadata_vocabulary: boolean; security: boolean; tags: boolean; thumbnails: boolean; download_link?: boolean; status?: boolean }
export interface AssetFacets { categories?: CategoryFacet[]; file_types?: FileTypeFacet[]; metadata?: MetadataFacet[] }
export interface AssetGroupList { item_type: string; items: { name: string; uuid: string }[]; total_count: number }
export interface AssetLinks { download?: string; self?: string; self_all?: string }
export interface AssetPropertiesExpand { cutline_caption: string; favorite: boolean; popularity: number }
export interface AssetSearchResult { facets: AssetFacets | null; include_archived: boolean; include_deleted: boolean; item_type: string; items: Asset[]; limit: number; offset: number; query: string | null; query_explained: string; query_syntax_ok: boolean; scroll_id: string | null; scroll_timeout: string | null; sort: string; sort_explained: string; total_count: number }
export interface AssetSecurity { asset_groups: string[]; expiration_date: string | null; release_date: string | null }
export interface AssetShareEvent { asset_properties: AnalyticsAssetRef; referrer: string; timestamp: string; user_properties: AnalyticsUserRef }
export interface AssetSharesPage { items: AssetShareEvent[]; pagination_token: string | null; total_count: number }
export interface AssetVersionListV1 { numResults: number; uuid: string; versions: AssetVersionV1[] }
export interface AssetVersionV1 { dateAdded: string; dateLastEdited: string; externalId: string; fileFormat: string; finalized: boolean; name: string; previews: PreviewsV1 & { templated: string }; size: string; type: string; uuid: string; versionNumber: number }
export interface AssetViewEvent { asset_properties: AnalyticsAssetRef; file_properties: AnalyticsFileProperties; intended_use_properties: AnalyticsIntendedUse; referrer: string; timestamp: string; user_properties: AnalyticsUserRef }
export interface AssetViewsPage { items: AssetViewEvent[]; pagination_token: string | null; total_count: number }
export interface AssetsWebhook { created_by_user: { uuid: string }; created_date: string; delivery_enabled: boolean; event_type: string; last_delivered_date: string | null; last_pinged_date: string | null; monitored_metadata_fields: string[] | null; signing_enabled: boolean; webhook_configuration_id: string }
export interface AssetsWebhookCreated { id?: string; webhook_configuration_id?: string }
export interface AssetsWebhookPage { item_type: string; items: AssetsWebhook[]; limit: number; offset: number; total_count: number }
export interface Attribute { attribute_group: AttributeGroupRef | null; attribute_id: string; import_only: boolean; name: string; type: "asset" | "multi_controlled_vocab" | "rich_text" | "single_controlled_vocab" | "text" }
export interface AttributeGroupRef { attribute_group_id: string; name: string }
export interface AttributePage { item_type: string; items: Attribute[]; limit: number; offset: number; total_count: number }
export interface Category { _links: { assets: string; categories: string }; id: string; name: string; parts: string[]; path: string }
export interface CategoryCreateV1 { parentCategory: string; title: string; description?: string | undefined; displayAlphabetically?: boolean | undefined; displayBeforeCategory?: string | undefined }
export interface CategoryEditV1 { description?: string | undefined; displayAlphabetically?: boolean | undefined; displayBeforeCategory?: string | undefined; parentCategory?: string | undefined; title?: string | undefined }
export interface CategoryFacet { count: number; id: string; name: string; path: string; search_query: string }
export interface CategoryList { item_type: string; items: Category[]; total_count: number }
export interface CategoryTreeV1 { categories: CategoryV1[]; parentCategory: null }
export interface CategoryV1 { children: CategoryV1[]; id: number; title: string; uuid: string }
export interface ChannelPage { item_type: string; items: { channel_id: string; name: string }[]; limit: number; offset: number; total_count: number }
export interface ChannelProductPage { channel_id: string; channel_name: string; item_type: string; items: Product[]; limit: number; offset: number; total_count: number }
export interface Collection { _links: { assets?: string }; id: string; title: string; total_items: number; type: CollectionType }
export interface CollectionCreatedV1 { assets: { uuid: string }[]; assetsAddedCount: number; description: string; name: string; numResults: number; type: "local"; uuid: string }
export interface CollectionPage { item_type: string; items: Collection[]; limit: number; offset: number; total_count: number }
export interface Contact { fields: { city: ContactField; company: ContactField; country: ContactField; email: ContactField; firstName: ContactField; lastName: ContactField; phone: ContactField; postalCode: ContactField; stateOrProvince: ContactField; streetAddress: ContactField }; uuid: string }
export interface ContactField { required: boolean; value: string | null }
export interface Conversion { approvalRequired: boolean; description: string | null; displayOrder: number; mediaType: string; name: string; uuid: string }
export interface CreatedAsset { _links: { self: string } }
export interface Deliverable { _links: { project: string; self: string; download?: string }; deliverable_id: string; deliverable_manager: WorkflowUser; due_date: string; expanded: { download_link: boolean; file_properties: boolean; proof_url: boolean }; id: string; name: string; proof_provider: WorkflowUser; status: string; description?: string; file_properties?: { file_type: string; filename: string; sizes_in_bytes: number }; proof_url?: string; thumbnails?: WorkflowThumbnails }
export interface Embed { apps: string[]; html: string | null; share: string; url: string }
export interface FilePropertiesExpand { format: string; format_type: string; image_properties: ImageProperties | null; size_in_bytes: number; size_in_kbytes: number; video_properties: VideoProperties | null }
export interface FileTypeFacet { count: number; name: string; search_query: string }
export interface ImageProperties { aspect_ratio: number; height: number | null; width: number | null }
export interface IntegrationLink { assetUuid: string; description: string; updatedDate: string; url: string | null; uuid: string }
export interface MetadataFacet { display_key: string; display_name: string; values: MetadataFacetValue[] }
export interface MetadataFacetValue { count: number; search_query: string; value?: string; values?: string[] }
export interface MetadataFieldInfo { controlled_vocabulary: boolean; editable: boolean; field_type: MetadataFieldType; key: string; label: string; required: boolean; type: MetadataFieldType; vocabulary: string[] | null }
export interface MetadataInfoExpand { field_set: string; field_set_fields: MetadataFieldInfo[] }
export interface MetadataTypeV1 { fields: { discriminator: string; displayKey: string; displayName: string; editable: boolean; required: boolean; uuid: string; itemList?: { items: { displayName: string; uuid: string }[] } }[]; name: string; use: string; uuid: string }
export interface MetadataValues { fields: Record<string, string[]> }
export interface MetadataVocabulary { _links: { self: string }; vocabulary: string[] }
export interface MetadataVocabularyValue { _links: { self: string; vocabulary: string }; index: number; value: string }
export interface OAuthCodeGrantRequest { grant_type: "authorization_code"; authorization_code: string; client_id: string; client_secret: string }
export interface OAuthRefreshGrantRequest { grant_type: "refresh_token"; refresh_token: string; client_id: string; client_secret: string }
export interface OAuthTokenResult { access_token: string; refresh_token?: string | null; expires_in?: number; username?: string | null }
export interface OAuthV1TokenRequest { grant_type: "authorization_code" | "password"; authorization_code?: string | undefined }
export interface Order { assetsInOrder: number; conversionStatus: string | null; datePlaced?: string | null; downloadCount?: number | null; expirationDate?: string | null; externalPickupLink?: string | null; orderedItems?: OrderItem[] | null; recipient?: Contact | null; sender?: Contact | null; sequenceNumber: string; status?: string | null; uuid: string }
export interface OrderCreate { assets: readonly string[]; conversions: readonly string[]; profile: string; recipients: readonly string[]; createArchive?: boolean | undefined; metadata?: { fields: readonly { uuid: string; itemList?: { items: readonly { selected: boolean; uuid: string }[] } | undefined; value?: string | undefined }[] } | undefined; notes?: string | undefined; subject?: string | undefined }
export interface OrderItem { conversions: Record<string, string>; filename: string; previews: PreviewsV1; uuid: string }
export interface OrderProfile { internetDelivery: boolean; metadataTypeUuid: string; name: string; specialInstructions: string | null; uuid: string; sendToSelf?: boolean }
export interface PreviewsV1 { preview125: string; preview160: string; preview300: string; preview600: string; preview2048: string }
export interface Product { attributes: Record<string, ProductAttribute> | null; created_date: string; featured_image: { id: string; url: string | null } | null; last_updated_timestamp: string; name: string; parent_product: { parent_product_id: string } | null; product_categories: { product_categories: ProductCategoryNode[] }; product_id: string; product_type: { name: string; product_type_id: string } | null; sku: string }
export interface ProductAttribute { attribute_id: string; import_only: boolean | null; name: string; type: string; values: string[]; attribute_group?: AttributeGroupRef | null }
export interface ProductCategoryNode { name: string; product_category_id: string; sub_category: ProductCategoryNode | null }
export interface ProductCategoryPage { item_type: string; items: { name: string; product_category_id: string }[]; limit: number; offset: number; total_count: number }
export interface ProductCategoryRef { product_category_id: string }
export interface ProductFilter { operator: "contains" | "has_value" | "in" | "is_empty" | "after"; type: "name" | "sku" | "product_type" | "featured_image" | "attribute" | "search_parents_via_variants" | "exclude_parents" | "exclude_variants" | "created_timestamp" | "last_updated_timestamp"; argument?: string[]; attribute_id?: string }
export interface ProductSearchRequest { expand?: readonly "attributes"[] | undefined; filters?: readonly ProductFilter[] | undefined; limit?: number | undefined; offset?: number | undefined; query?: string | undefined; sort?: ProductSort | undefined }
export interface ProductSearchResult { expanded: { attributes?: boolean }; filters: ProductFilter[]; item_type: string; items: Product[]; limit: number; offset: number; query: string | null; sort: ProductSort; total_count: number }
export interface ProductSort { order: "ascending" | "descending"; type: "created" | "last_updated" | "name" | "product_type_name" | "sku" }
export interface ProductTypePage { item_type: string; items: { name: string; product_type_id: string }[]; limit: number; offset: number; total_count: number }
export interface Project { _links: { deliverables: string; self: string; support_files: string }; deliverables: { due_date: string; id: string; name: string; status: string }[]; description: string; due_date: string; expanded: { request_fields: boolean }; id: string; name: string; project_id: string; project_manager: WorkflowUser; start_date: string }
export interface SupportingFile { _links: { download: string; project: string; self: string }; format_type: string; id: string; name: string; size_in_bytes: number; upload_date: string; uploader: WorkflowUser }
export interface Thumbnail { url: string; valid_until: string }
export interface ThumbnailsExpand { "125px": Thumbnail; "160px": Thumbnail; "300px": Thumbnail; "600px": Thumbnail; "2048px": Thumbnail }
export interface UploadProfile { asset_groups: string[]; immediate_release: boolean; metadata_type: string; name: string; release_date: string | null }
export interface UploadStatus { upload_progress: "pending" | "verifying" | "complete" }
export interface User { city: string | null; company: string | null; country: string | null; email: string; first_name: string; id: string; last_name: string; phone: string | null; postal_code: string | null; state_or_province: string | null; street_address: string | null; title: string | null; username: string; uuid: string }
export interface UuidList { uuids: readonly string[] }
export interface VideoProperties { aspect_ratio: number | null; duration: number | null; height: number | null; width: number | null }
export interface ViewableMetadataField { display_key: string; display_name: string; field_type: MetadataFieldType; metadata_types: string[] }
export interface WorkflowStage { due_date: string; name: string; reviewers: readonly string[]; commenters?: readonly string[] | undefined }
export interface WorkflowThumbnails { large: string; medium: string; small: string }
export interface WorkflowUser { email_address: string; first_name: string; last_name: string }
export interface WorkflowWebhook { target: string; event?: WorkflowWebhookEvent }
export interface ZipStatus { archived: number; done: boolean; download: string | null; errored: boolean; total: number }
export type AnalyticsFilter = AnalyticsAssetFilter | AnalyticsDateRangeFilter;
export type AssetExpand = "ai_tags" | "asset_properties" | "embeds" | "file_properties" | "metadata" | "metadata_info" | "metadata_vocabulary" | "security" | "status" | "tags" | "thumbnails";
export type AssetFacet = "file_types" | "categories" | "metadata";
export type AssetSearchExpand = "ai_tags" | "asset_properties" | "embeds" | "file_properties" | "metadata" | "metadata_info" | "metadata_vocabulary" | "security" | "tags" | "thumbnails";
export type AssetsWebhookEvent = "asset_asset_groups_updated" | "asset_categories_updated" | "asset_created" | "asset_deleted" | "asset_expiration_date_updated" | "asset_metadata_value_updated" | "asset_release_date_updated" | "asset_tags_updated" | "asset_version_added";
export type CollectionType = "global" | "private" | "shared";
export type DeliverableExpand = "download_link" | "file_properties" | "proof_url";
export type EmbedsExpand = Record<string, Embed>;
export type MetadataFieldType = "checkboxes" | "date" | "numeric" | "selection_list" | "selection_list_multi" | "text" | "text_long" | "text_multi_line" | "text_short";
export type WorkflowWebhookEvent = "DELIVERABLE_STATUS_CHANGED" | "PROJECT_CREATED";
