// Generated from an OpenAPI document by packages/openapi: change the generator, not this file.
import type { Task } from './task.ts';

export interface GetOperations {
"/": { id: "getSystemHealthStatus"; answer: Root };
"/account": { id: "getAccount"; answer: User };
"/account/applications/{applicationUuid}/has-permission": { id: "getAccountApplicationHasPermission"; options: { path: { applicationUuid: string }; query: { permission: string } }; answer: HasPermission };
"/account/applications/{applicationUuid}/is-admin": { id: "getAccountApplicationIsAdministrator"; options: { path: { applicationUuid: string } }; answer: IsAdministrator };
"/account/applications/{applicationUuid}/is-owner": { id: "getAccountApplicationIsOwner"; options: { path: { applicationUuid: string } }; answer: IsOwner };
"/account/drush-aliases/download": { id: "getAccountDrushAliasesDownload"; options: { query: { version: 8 | 9 } }; answer: Blob };
"/account/ides": { id: "getAccountIdes"; answer: Ides };
"/account/invites": { id: "getAccountInvites"; options?: { query?: { from?: string | undefined; to?: string | undefined; sort?: string | undefined; filter?: string | undefined; limit?: number | undefined; offset?: number | undefined } | undefined }; answer: AccountInvites };
"/account/messages": { id: "getAccountMessages"; options?: { query?: { from?: string | undefined; to?: string | undefined; sort?: string | undefined; filter?: string | undefined; limit?: number | undefined; offset?: number | undefined } | undefined }; answer: UxMessages };
"/account/organizations/{organizationUuid}/is-admin": { id: "getAccountOrganizationIsAdministrator"; options: { path: { organizationUuid: string } }; answer: IsAdministrator };
"/account/organizations/{organizationUuid}/is-owner": { id: "getAccountOrganizationIsOwner"; options: { path: { organizationUuid: string } }; answer: IsOwner };
"/account/ssh-keys": { id: "getAccountSshKeys"; options?: { query?: { from?: string | undefined; to?: string | undefined; sort?: string | undefined; filter?: string | undefined; limit?: number | undefined; offset?: number | undefined } | undefined }; answer: SshKeys };
"/account/ssh-keys/{sshKeyUuid}": { id: "getAccountSshKey"; options: { path: { sshKeyUuid: string } }; answer: SshKey };
"/account/subscriptions/{subscriptionUuid}/is-admin": { id: "getAccountSubscriptionIsAdministrator"; options: { path: { subscriptionUuid: string } }; answer: IsAdministrator };
"/account/subscriptions/{subscriptionUuid}/is-owner": { id: "getAccountSubscriptionIsOwner"; options: { path: { subscriptionUuid: string } }; answer: IsOwner };
"/account/teams/{teamUuid}/has-permission": { id: "getAccountTeamHasPermission"; options: { path: { teamUuid: string }; query: { permission: string } }; answer: HasPermission };
"/account/teams/{teamUuid}/is-admin": { id: "getAccountTeamIsAdministrator"; options: { path: { teamUuid: string } }; answer: IsAdministrator };
"/account/teams/{teamUuid}/is-owner": { id: "getAccountTeamIsOwner"; options: { path: { teamUuid: string } }; answer: IsOwner };
"/account/tokens": { id: "getAccountTokens"; answer: Tokens };
"/account/tokens/{tokenUuid}": { id: "getAccountToken"; options: { path: { tokenUuid: string } }; answer: Token };
"/agreements": { id: "getAgreements"; answer: Agreements };
"/agreements/{agreementUuid}": { id: "getAgreement"; options: { path: { agreementUuid: string } }; answer: Agreement };
"/agreements/{agreementUuid}/invitees": { id: "getInvitees"; options: { path: { agreementUuid: string } }; answer: Invitees };
"/applications": { id: "getApplications"; options?: { query?: { sort?: string | undefined; filter?: string | undefined; limit?: number | undefined; offset?: number | undefined } | undefined }; answer: Applications };
"/applications/{applicationUuid}": { id: "getApplicationByUuid"; options: { path: { applicationUuid: string } }; answer: Application };
"/applications/{applicationUuid}/artifacts": { id: "getArtifactsByApplicationUuid"; options: { path: { applicationUuid: string }; query?: { sort?: string | undefined; filter?: string | undefined; limit?: number | undefined; offset?: number | undefined } | undefined }; answer: Artifacts };
"/applications/{applicationUuid}/artifacts/{artifactId}": { id: "getArtifactByApplicationUuidAndId"; options: { path: { applicationUuid: string; artifactId: string } }; answer: Artifact };
"/applications/{applicationUuid}/code": { id: "getCodeByApplicationUuid"; options: { path: { applicationUuid: string }; query?: { sort?: string | undefined; filter?: string | undefined } | undefined }; answer: Code };
"/applications/{applicationUuid}/code-studio": { id: "getCodeStudioProject"; options: { path: { applicationUuid: string } }; answer: CodeStudioProject };
"/applications/{applicationUuid}/databases": { id: "getApplicationDatabases"; options: { path: { applicationUuid: string }; query?: { sort?: string | undefined; filter?: string | undefined; limit?: number | undefined; offset?: number | undefined } | undefined }; answer: ApplicationDatabases };
"/applications/{applicationUuid}/email/domains": { id: "getApplicationEmailDomains"; options: { path: { applicationUuid: string }; query?: { sort?: string | undefined; filter?: string | undefined; limit?: number | undefined; offset?: number | undefined } | undefined }; answer: EmailDomains };
"/applications/{applicationUuid}/ides": { id: "getApplicationIdes"; options: { path: { applicationUuid: string } }; answer: Ides };
"/applications/{applicationUuid}/messages": { id: "getApplicationMessages"; options: { path: { applicationUuid: string }; query?: { from?: string | undefined; to?: string | undefined; sort?: string | undefined; filter?: string | undefined; limit?: number | undefined; offset?: number | undefined } | undefined }; answer: UxMessages };
"/applications/{applicationUuid}/notifications": { id: "getApplicationNotifications"; options: { path: { applicationUuid: string }; query?: { sort?: string | undefined; filter?: string | undefined; limit?: number | undefined; offset?: number | undefined } | undefined }; answer: ApplicationsNotifications };
"/applications/{applicationUuid}/permissions": { id: "getApplicationPermissions"; options: { path: { applicationUuid: string } }; answer: ApplicationsPermissions };
"/applications/{applicationUuid}/search": { id: "getApplicationSearchList"; options: { path: { applicationUuid: string } }; answer: Search };
"/applications/{applicationUuid}/search/config-sets": { id: "getApplicationSearchConfigurationSets"; options: { path: { applicationUuid: string } }; answer: ConfigurationSets };
"/applications/{applicationUuid}/search/config-sets/{configurationSetId}": { id: "getApplicationSearchConfigurationSet"; options: { path: { applicationUuid: string; configurationSetId: string } }; answer: ConfigurationSet };
"/applications/{applicationUuid}/settings": { id: "getApplicationSettings"; options: { path: { applicationUuid: string } }; answer: Settings };
/** @deprecated */ "/applications/{applicationUuid}/settings/hosting": { id: "getApplicationHostingSettings"; options: { path: { applicationUuid: string } }; answer: HostingSettings };
/** @deprecated */ "/applications/{applicationUuid}/settings/keys": { id: "getApplicationLegacyProductKeysSettings"; options: { path: { applicationUuid: string } }; answer: LegacyProductKeysSettings };
"/applications/{applicationUuid}/settings/ra": { id: "getApplicationRemoteAdministrationSettings"; options: { path: { applicationUuid: string } }; answer: RemoteAdministrationSettings };
/** @deprecated */ "/applications/{applicationUuid}/settings/security": { id: "getApplicationSecuritySettings"; options: { path: { applicationUuid: string } }; answer: SecuritySettings };
"/applications/{applicationUuid}/tags": { id: "getApplicationTags"; options: { path: { applicationUuid: string } }; answer: ResourceTags };
"/applications/{applicationUuid}/tasks": { id: "getApplicationTasks"; options: { path: { applicationUuid: string }; query?: { sort?: string | undefined; filter?: string | undefined; limit?: number | undefined; offset?: number | undefined } | undefined }; answer: ApplicationsTasks };
"/applications/{applicationUuid}/teams": { id: "getApplicationTeams"; options: { path: { applicationUuid: string }; query?: { from?: string | undefined; to?: string | undefined; sort?: string | undefined; filter?: string | undefined; limit?: number | undefined; offset?: number | undefined } | undefined }; answer: ApplicationsTeams };
"/applications/{applicationUuid}/metrics/usage": { id: "getApplicationsUsageLinks"; options: { path: { applicationUuid: string } }; answer: Usage };
"/applications/{applicationUuid}/metrics/usage/data": { id: "getApplicationsUsageData"; options: { path: { applicationUuid: string }; query?: { filter?: string | undefined; resolution?: "minute" | "hour" | "day" | "week" | "month" | undefined } | undefined }; answer: ApplicationUsageMetrics };
"/applications/{applicationUuid}/metrics/usage/data-by-environment": { id: "getApplicationsUsageDataByEnvironment"; options: { path: { applicationUuid: string }; query?: { filter?: string | undefined; resolution?: "minute" | "hour" | "day" | "week" | "month" | undefined } | undefined }; answer: ApplicationUsageMetrics };
"/applications/{applicationUuid}/metrics/usage/{usageMetric}": { id: "getApplicationsUsageMetricData"; options: { path: { applicationUuid: string; usageMetric: string }; query?: { filter?: string | undefined } | undefined }; answer: ApplicationUsageMetric };
"/applications/{applicationUuid}/metrics/usage/views-by-environment": { id: "getApplicationsUsageViewsDataByEnvironment"; options: { path: { applicationUuid: string }; query?: { filter?: string | undefined; resolution?: "minute" | "hour" | "day" | "week" | "month" | undefined } | undefined }; answer: ApplicationUsageMetrics };
"/applications/{applicationUuid}/metrics/usage/visits-by-environment": { id: "getApplicationsUsageVisitsDataByEnvironment"; options: { path: { applicationUuid: string }; query?: { filter?: string | undefined; resolution?: "minute" | "hour" | "day" | "week" | "month" | undefined } | undefined }; answer: ApplicationUsageMetrics };
"/distributions": { id: "getDistributions"; answer: Distributions };
"/distributions/{name}": { id: "getDistributionByName"; options: { path: { name: string } }; answer: Distribution };
"/applications/{applicationUuid}/environments": { id: "getApplicationEnvironments"; options: { path: { applicationUuid: string }; query?: { sort?: string | undefined; filter?: string | undefined; limit?: number | undefined; offset?: number | undefined } | undefined }; answer: Environments };
"/applications/{applicationUuid}/features": { id: "getApplicationFeatures"; options: { path: { applicationUuid: string } }; answer: ApplicationFeatures };
"/environments/{environmentId}": { id: "getEnvironment"; options: { path: { environmentId: string } }; answer: Environment };
"/environments/{environmentId}/operating-systems": { id: "getOperatingSystems"; options: { path: { environmentId: string } }; answer: OperatingSystems };
"/environments/{environmentId}/available-runtimes": { id: "getAvailableRuntimes"; options: { path: { environmentId: string } }; answer: AvailableRuntimes };
"/environments/{environmentId}/cdn": { id: "getCdnByEnvironmentId"; options: { path: { environmentId: string } }; answer: Cdn };
"/environments/{environmentId}/cloud-actions": { id: "getEnvironmentCloudActions"; options: { path: { environmentId: string } }; answer: CloudActions };
"/environments/{environmentId}/crons": { id: "getCronJobsByEnvironmentId"; options: { path: { environmentId: string } }; answer: Crons };
"/environments/{environmentId}/crons/{cronId}": { id: "getCron"; options: { path: { environmentId: string; cronId: string } }; answer: Cron };
"/environments/{environmentId}/databases": { id: "getEnvironmentsDatabases"; options: { path: { environmentId: string }; query?: { sort?: string | undefined; filter?: string | undefined; limit?: number | undefined; offset?: number | undefined } | undefined }; answer: Databases };
"/environments/{environmentId}/databases/{databaseName}": { id: "getEnvironmentsDatabase"; options: { path: { environmentId: string; databaseName: string } }; answer: Database };
"/environments/{environmentId}/databases/{databaseName}/php-config": { id: "getEnvironmentsDatabasePhpConfig"; options: { path: { environmentId: string; databaseName: string } }; answer: DatabasePhpConfig };
"/environments/{environmentId}/databases/{databaseName}/backups": { id: "getEnvironmentsDatabaseBackups"; options: { path: { environmentId: string; databaseName: string }; query?: { /** @deprecated */ from?: string | undefined; /** @deprecated */ to?: string | undefined; sort?: string | undefined; filter?: string | undefined; limit?: number | undefined; offset?: number | undefined } | undefined }; answer: Backups };
"/environments/{environmentId}/databases/{databaseName}/backups/{backupId}": { id: "getEnvironmentsDatabaseBackup"; options: { path: { environmentId: string; databaseName: string; backupId: number } }; answer: Backup };
"/environments/{environmentId}/dns": { id: "getEnvironmentsDns"; options: { path: { environmentId: string } }; answer: Dns };
"/environments/{environmentId}/domains": { id: "getEnvironmentsDomains"; options: { path: { environmentId: string }; query?: { sort?: string | undefined; filter?: string | undefined; limit?: number | undefined; offset?: number | undefined } | undefined }; answer: Domains };
"/environments/{environmentId}/domains/{domain}": { id: "getEnvironmentsDomain"; options: { path: { environmentId: string; domain: string } }; answer: Domain };
"/environments/{environmentId}/domains/{domain}/status": { id: "getEnvironmentsDomainStatus"; options: { path: { environmentId: string; domain: string } }; answer: DomainStatus };
"/environments/{environmentId}/eips": { id: "getEIPs"; options: { path: { environmentId: string } }; answer: Eips };
"/environments/{environmentId}/email": { id: "getEmailStatus"; options: { path: { environmentId: string } }; answer: Email };
"/environments/{environmentId}/logs": { id: "getEnvironmentsLogs"; options: { path: { environmentId: string } }; answer: Logs };
"/environments/{environmentId}/logs/{logType}": { id: "getEnvironmentsLog"; options: { path: { environmentId: string; logType: "apache-access" | "apache-error" | "drupal-request" | "drupal-watchdog" | "fpm-access" | "fpm-error" | "php-error" | "cloud-hook" | "cronjob" | "mysql-slow-query" | (string & {}) } }; answer: Blob | FileDownload };
"/environments/{environmentId}/logstream": { id: "getEnvironmentsLogstream"; options: { path: { environmentId: string } }; answer: Logstream };
"/environments/{environmentId}/log-forwarding-destinations": { id: "getEnvironmentsLogForwardingDestinations"; options: { path: { environmentId: string }; query?: { sort?: string | undefined; filter?: string | undefined; limit?: number | undefined; offset?: number | undefined } | undefined }; answer: LogForwardingDestinations };
"/environments/{environmentId}/log-forwarding-destinations/{logForwardingDestinationUuid}": { id: "getEnvironmentsLogForwardingDestination"; options: { path: { environmentId: string; logForwardingDestinationUuid: string } }; answer: LogForwardingDestination };
"/environments/{environmentId}/metrics": { id: "getEnvironmentsMetrics"; options: { path: { environmentId: string } }; answer: Metrics };
"/environments/{environmentId}/metrics/stackmetrics": { id: "getEnvironmentsStackMetrics"; options: { path: { environmentId: string } }; answer: Metrics };
"/environments/{environmentId}/metrics/stackmetrics/data": { id: "getEnvironmentsStackMetricsData"; options: { path: { environmentId: string }; query: { filter: string; from: string; to?: string | undefined; resolution?: "minute" | "hour" | "day" | "week" | "month" | undefined } }; answer: StackMetricsData };
"/environments/{environmentId}/metrics/usage": { id: "getEnvironmentsUsageLinks"; options: { path: { environmentId: string } }; answer: Usage };
"/environments/{environmentId}/metrics/usage/data": { id: "getEnvironmentsUsageData"; options: { path: { environmentId: string }; query?: { filter?: string | undefined; resolution?: "minute" | "hour" | "day" | "week" | "month" | undefined } | undefined }; answer: EnvironmentUsageMetrics };
"/environments/{environmentId}/metrics/usage/{usageMetric}": { id: "getEnvironmentsUsageMetricData"; options: { path: { environmentId: string; usageMetric: string }; query?: { filter?: string | undefined } | undefined }; answer: EnvironmentUsageMetric };
"/environments/{environmentId}/mod-proxy": { id: "getModProxyStatus"; options: { path: { environmentId: string } }; answer: ModProxy };
"/environments/{environmentId}/search": { id: "getEnvironmentSearchList"; options: { path: { environmentId: string } }; answer: Search };
"/environments/{environmentId}/search/indexes": { id: "getEnvironmentSearchIndexes"; options: { path: { environmentId: string } }; answer: Indexes };
"/environments/{environmentId}/search/indexes/{indexId}": { id: "getEnvironmentSearchIndex"; options: { path: { environmentId: string; indexId: string } }; answer: Index };
"/environments/{environmentId}/servers": { id: "getEnvironmentsServers"; options: { path: { environmentId: string }; query?: { sort?: string | undefined; filter?: string | undefined; limit?: number | undefined; offset?: number | undefined } | undefined }; answer: Servers };
"/environments/{environmentId}/servers/{serverId}": { id: "getEnvironmentsServer"; options: { path: { environmentId: string; serverId: string } }; answer: Server };
"/environments/{environmentId}/settings": { id: "getEnvironmentsSettings"; options: { path: { environmentId: string } }; answer: EnvironmentSettings };
/** @deprecated */ "/environments/{environmentId}/settings/apm": { id: "getEnvironmentsApmSetting"; options: { path: { environmentId: string } }; answer: Apm };
"/environments/{environmentId}/ssl": { id: "getSsl"; options: { path: { environmentId: string } }; answer: Ssl };
"/environments/{environmentId}/ssl/certificates": { id: "getCertificates"; options: { path: { environmentId: string } }; answer: Certificates };
"/environments/{environmentId}/ssl/certificates/{certificateId}": { id: "getCertificate"; options: { path: { environmentId: string; certificateId: number } }; answer: Certificate };
"/environments/{environmentId}/ssl/csrs": { id: "getCertificateSigningRequests"; options: { path: { environmentId: string } }; answer: Csrs };
"/environments/{environmentId}/ssl/csrs/{certificateId}": { id: "getCertificateSigningRequest"; options: { path: { environmentId: string; certificateId: number } }; answer: Csr };
"/environments/{environmentId}/variables": { id: "getEnvironmentsVariables"; options: { path: { environmentId: string }; query?: { sort?: string | undefined; filter?: string | undefined; limit?: number | undefined; offset?: number | undefined } | undefined }; answer: EnvironmentVariables };
"/environments/{environmentId}/variables/{environmentVariableName}": { id: "getEnvironmentsVariable"; options: { path: { environmentId: string; environmentVariableName: string } }; answer: EnvironmentVariable };
"/ides/{ideUuid}": { id: "getIde"; options: { path: { ideUuid: string } }; answer: Ide };
"/identity-providers": { id: "getIdentityProviders"; options?: { query?: { sort?: string | undefined; filter?: string | undefined; limit?: number | undefined; offset?: number | undefined } | undefined }; answer: IdentityProviders };
"/identity-providers/{identityProviderUuid}": { id: "getIdentityProvider"; options: { path: { identityProviderUuid: string } }; answer: IdentityProvider };
"/invites/{token}": { id: "getInviteByToken"; options: { path: { token: string } }; answer: Invite };
"/messages/{messageUuid}/actions/follow": { id: "getMessageFollow"; options: { path: { messageUuid: string } }; answer: undefined };
"/notifications/{notificationUuid}": { id: "getNotificationByUuid"; options: { path: { notificationUuid: string } }; answer: NotificationStub };
"/options": { id: "getOptions"; answer: { _links?: Links } };
"/options/cde-sizes": { id: "getCdeSizes"; answer: CdeSizes };
"/options/log-forwarding": { id: "getLogForwarding"; answer: { _links?: Links } };
"/options/log-forwarding/sources": { id: "getLogForwardingSources"; answer: LogForwardingSources };
"/options/log-forwarding/consumers": { id: "getLogForwardingConsumers"; answer: LogForwardingConsumers };
"/options/colors": { id: "getColors"; answer: Colors };
"/organizations": { id: "getOrganizations"; answer: Organizations };
"/organizations/{organizationUuid}": { id: "getOrganizationByUuid"; options: { path: { organizationUuid: string } }; answer: Organization };
"/organizations/{organizationUuid}/admins": { id: "getOrganizationAdmins"; options: { path: { organizationUuid: string }; query?: { sort?: string | undefined; filter?: string | undefined; limit?: number | undefined; offset?: number | undefined } | undefined }; answer: OrganizationAdminUserProfiles };
"/organizations/{organizationUuid}/admins/{userUuid}": { id: "getOrganizationAdmin"; options: { path: { organizationUuid: string; userUuid: string } }; answer: OrganizationAdminUserProfile };
"/organizations/{organizationUuid}/admin-invites": { id: "getOrganizationAdminInvites"; options: { path: { organizationUuid: string }; query?: { sort?: string | undefined; filter?: string | undefined; limit?: number | undefined; offset?: number | undefined; range?: string | undefined } | undefined }; answer: OrganizationAdminInvites };
"/organizations/{organizationUuid}/applications": { id: "getOrganizationApplications"; options: { path: { organizationUuid: string }; query?: { sort?: string | undefined; filter?: string | undefined; limit?: number | undefined; offset?: number | undefined } | undefined }; answer: OrganizationApplications };
"/organizations/{organizationUuid}/available-tags": { id: "getOrganizationAvailableTags"; options: { path: { organizationUuid: string } }; answer: OrganizationAvailableTags };
"/organizations/{organizationUuid}/identity-provider": { id: "getOrganizationIdentityProvider"; options: { path: { organizationUuid: string } }; answer: IdentityProvider };
"/organizations/{organizationUuid}/members": { id: "getOrganizationMembers"; options: { path: { organizationUuid: string }; query?: { sort?: string | undefined; filter?: string | undefined; limit?: number | undefined } | undefined }; answer: OrganizationMembers };
"/organizations/{organizationUuid}/members/{userUuid}": { id: "getOrganizationMember"; options: { path: { organizationUuid: string; userUuid: string } }; answer: OrganizationUserProfile };
"/organizations/{organizationUuid}/members/{userUuid}/applications": { id: "getOrganizationMemberApplications"; options: { path: { organizationUuid: string; userUuid: string } }; answer: Applications };
"/organizations/{organizationUuid}/notifications": { id: "getOrganizationNotifications"; options: { path: { organizationUuid: string }; query?: { sort?: string | undefined; filter?: string | undefined; limit?: number | undefined; offset?: number | undefined } | undefined }; answer: OrganizationsNotifications };
"/organizations/{organizationUuid}/roles": { id: "getOrganizationRoles"; options: { path: { organizationUuid: string }; query?: { sort?: string | undefined; filter?: string | undefined; limit?: number | undefined; offset?: number | undefined; range?: string | undefined } | undefined }; answer: Roles };
"/organizations/{organizationUuid}/subscriptions": { id: "getOrganizationSubscriptions"; options: { path: { organizationUuid: string }; query?: { sort?: string | undefined; filter?: string | undefined; limit?: number | undefined; offset?: number | undefined; range?: string | undefined } | undefined }; answer: Applications };
"/organizations/{organizationUuid}/team-invites": { id: "getOrganizationTeamInvites"; options: { path: { organizationUuid: string }; query?: { sort?: string | undefined; filter?: string | undefined; limit?: number | undefined; offset?: number | undefined } | undefined }; answer: OrganizationTeamInvites };
"/organizations/{organizationUuid}/teams": { id: "getOrganizationTeams"; options: { path: { organizationUuid: string }; query?: { sort?: string | undefined; filter?: string | undefined; limit?: number | undefined; offset?: number | undefined } | undefined }; answer: Teams };
"/permissions": { id: "getPermissions"; answer: Permissions };
"/roles/{roleUuid}": { id: "getRole"; options: { path: { roleUuid: string } }; answer: Role };
"/subscriptions": { id: "getSubscriptions"; options?: { query?: { from?: string | undefined; to?: string | undefined; sort?: string | undefined; filter?: string | undefined; limit?: number | undefined; offset?: number | undefined } | undefined }; answer: Subscriptions };
"/subscriptions/{subscriptionUuid}": { id: "getSubscription"; options: { path: { subscriptionUuid: string } }; answer: Subscription };
"/subscriptions/{subscriptionUuid}/apm": { id: "getSubscriptionApmTypes"; options: { path: { subscriptionUuid: string } }; answer: ApmTypes };
"/subscriptions/{subscriptionUuid}/apm/{apmType}": { id: "getSubscriptionApmType"; options: { path: { subscriptionUuid: string; apmType: string } }; answer: ApmType };
"/subscriptions/{subscriptionUuid}/applications": { id: "getSubscriptionApplications"; options: { path: { subscriptionUuid: string }; query?: { sort?: string | undefined; filter?: string | undefined; limit?: number | undefined; offset?: number | undefined } | undefined }; answer: SubscriptionApplications };
"/subscriptions/{subscriptionUuid}/code-studio": { id: "getCodeStudioSubscriptionMetadata"; options: { path: { subscriptionUuid: string } }; answer: CodeStudioSubscriptionMetadata };
"/subscriptions/{subscriptionUuid}/code-studio/applications": { id: "getCodeStudioApplications"; options: { path: { subscriptionUuid: string } }; answer: CodeStudioApplications };
"/subscriptions/{subscriptionUuid}/code-studio/users": { id: "getCodeStudioUsers"; options: { path: { subscriptionUuid: string } }; answer: CodeStudioUsers };
"/subscriptions/{subscriptionUuid}/code-studio/users/{userUuid}": { id: "getCodeStudioUser"; options: { path: { subscriptionUuid: string; userUuid: string } }; answer: CodeStudioUser };
"/subscriptions/{subscriptionUuid}/domains": { id: "getSubscriptionDomainRegistrations"; options: { path: { subscriptionUuid: string }; query?: { sort?: string | undefined; filter?: string | undefined; limit?: number | undefined; offset?: number | undefined } | undefined }; answer: DomainRegistrations };
"/subscriptions/{subscriptionUuid}/domains/{domainRegistrationUuid}": { id: "getSubscriptionDomainRegistration"; options: { path: { subscriptionUuid: string; domainRegistrationUuid: string } }; answer: DomainRegistration };
"/subscriptions/{subscriptionUuid}/entitlements": { id: "getSubscriptionEntitlements"; options: { path: { subscriptionUuid: string } }; answer: Entitlements };
"/subscriptions/{subscriptionUuid}/ides": { id: "getSubscriptionIdes"; options: { path: { subscriptionUuid: string } }; answer: Ides };
"/subscriptions/{subscriptionUuid}/metrics/usage": { id: "getSubscriptionsUsageLinks"; options: { path: { subscriptionUuid: string } }; answer: Usage };
"/subscriptions/{subscriptionUuid}/metrics/usage/data": { id: "getSubscriptionsUsageData"; options: { path: { subscriptionUuid: string }; query?: { filter?: string | undefined; resolution?: "minute" | "hour" | "day" | "week" | "month" | undefined } | undefined }; answer: SubscriptionUsageMetrics };
"/subscriptions/{subscriptionUuid}/metrics/usage/data-by-application": { id: "getSubscriptionsUsageDataByApplication"; options: { path: { subscriptionUuid: string }; query?: { filter?: string | undefined; resolution?: "minute" | "hour" | "day" | "week" | "month" | undefined } | undefined }; answer: SubscriptionUsageMetrics };
"/subscriptions/{subscriptionUuid}/metrics/usage/{usageMetric}": { id: "getSubscriptionsUsageMetricData"; options: { path: { subscriptionUuid: string; usageMetric: string }; query?: { filter?: string | undefined } | undefined }; answer: SubscriptionUsageMetric };
"/subscriptions/{subscriptionUuid}/metrics/usage/views-by-application": { id: "getSubscriptionsUsageViewsDataByApplication"; options: { path: { subscriptionUuid: string }; query?: { filter?: string | undefined; resolution?: "minute" | "hour" | "day" | "week" | "month" | undefined } | undefined }; answer: SubscriptionUsageMetrics };
"/subscriptions/{subscriptionUuid}/metrics/usage/visits-by-application": { id: "getSubscriptionsUsageVisitsDataByApplication"; options: { path: { subscriptionUuid: string }; query?: { filter?: string | undefined; resolution?: "minute" | "hour" | "day" | "week" | "month" | undefined } | undefined }; answer: SubscriptionUsageMetrics };
"/subscriptions/{subscriptionUuid}/shield-acl": { id: "getShieldAcl"; options: { path: { subscriptionUuid: string }; query?: { limit?: number | undefined; offset?: number | undefined } | undefined }; answer: ShieldAclCollection };
"/subscriptions/{subscriptionUuid}/shield-acl/{shieldAclUuid}": { id: "getShieldAclRuleByUuid"; options: { path: { subscriptionUuid: string; shieldAclUuid: string } }; answer: ShieldAcl };
"/teams": { id: "getTeams"; options?: { query?: { sort?: string | undefined; filter?: string | undefined; limit?: number | undefined; offset?: number | undefined; range?: string | undefined } | undefined }; answer: Teams };
"/teams/{teamUuid}": { id: "getTeam"; options: { path: { teamUuid: string } }; answer: Team };
"/teams/{teamUuid}/applications": { id: "getTeamApplications"; options: { path: { teamUuid: string }; query?: { sort?: string | undefined; filter?: string | undefined; limit?: number | undefined; offset?: number | undefined } | undefined }; answer: TeamApplications };
"/teams/{teamUuid}/invites": { id: "getTeamInvites"; options: { path: { teamUuid: string }; query?: { sort?: string | undefined; filter?: string | undefined; limit?: number | undefined; offset?: number | undefined; range?: string | undefined } | undefined }; answer: TeamInvites };
"/teams/{teamUuid}/members": { id: "getTeamMembers"; options: { path: { teamUuid: string }; query?: { sort?: string | undefined; filter?: string | undefined; limit?: number | undefined; offset?: number | undefined } | undefined }; answer: TeamMembers };
"/codebases/{codebaseId}/bulk-code-switch": { id: "api_codebases_codebaseIdbulk-code-switch_get_collection"; options: { path: { codebaseId: string }; query?: { offset?: number | undefined; limit?: number | undefined } | undefined }; answer: { count?: number; total?: number; pagination?: { total?: number; limit?: number; offset?: number }; _embedded: { items: { _links?: { parent?: { href?: string }; self?: { href?: string } }; id?: string; codebase_id?: string; reference?: string; created_at?: string }[] }; _links?: { parent?: { href?: string }; self?: { href?: string }; limit?: { href?: string; templated?: boolean }; offset?: { href?: string; templated?: boolean }; filter?: { href?: string; templated?: boolean } } } };
"/codebases/{codebaseId}/bulk-code-switch/{bulkCodeSwitchId}": { id: "get_bulk_code_switch_resource"; options: { path: { codebaseId: string; bulkCodeSwitchId: string } }; answer: { _links?: { status?: { href?: string }; self?: { href?: string } }; id?: string; codebase_id?: string; reference?: string; created_at?: string } };
"/applications/{applicationId}/codebase": { id: "api_applications_applicationIdcodebase_get"; options: { path: { applicationId: string } }; answer: { _links?: { applications?: { href?: string }; self?: { href?: string }; subscription?: { href?: string } }; _embedded?: { subscription?: { _links?: { self?: { href?: string } }; id?: string } }; id?: string; label?: string; region?: string; vcs_url?: string; repository_id?: string; created_at?: string; updated_at?: string; description?: string; flags?: { active?: boolean }; hash?: string; applications_total?: number } };
"/codebases": { id: "api_codebases_get_collection"; answer: { count?: number; total?: number; pagination?: { total?: number; limit?: number; offset?: number }; _embedded: { items: { _links?: { applications?: { href?: string }; self?: { href?: string }; subscription?: { href?: string } }; _embedded?: { subscription?: { _links?: { self?: { href?: string } }; id?: string } }; id?: string; label?: string; region?: string; vcs_url?: string; repository_id?: string; created_at?: string; updated_at?: string; description?: string; flags?: { active?: boolean }; hash?: string; applications_total?: number }[] }; _links?: { self?: { href?: string }; limit?: { href?: string; templated?: boolean }; offset?: { href?: string; templated?: boolean }; filter?: { href?: string; templated?: boolean }; sort?: { href?: string; templated?: boolean }; next?: { href?: string } } } };
"/codebases/{codebaseId}": { id: "get_codebase_by_id"; options: { path: { codebaseId: string } }; answer: { _links?: { applications?: { href?: string }; self?: { href?: string }; subscription?: { href?: string } }; _embedded?: { subscription?: { _links?: { self?: { href?: string } }; id?: string } }; id?: string; label?: string; region?: string; vcs_url?: string; repository_id?: string; created_at?: string; updated_at?: string; description?: string; flags?: { active?: boolean }; hash?: string; applications_total?: number } };
"/subscriptions/{subscriptionId}/codebases": { id: "subscription_codebases"; options: { path: { subscriptionId: string } }; answer: { count?: number; total?: number; pagination?: { total?: number; limit?: number; offset?: number }; _embedded: { items: { _links?: { applications?: { href?: string }; self?: { href?: string }; subscription?: { href?: string } }; _embedded?: { subscription?: { _links?: { self?: { href?: string } }; id?: string } }; id?: string; label?: string; region?: string; vcs_url?: string; repository_id?: string; created_at?: string; updated_at?: string; description?: string; flags?: { active?: boolean }; hash?: string; applications_total?: number }[] }; _links?: { self?: { href?: string }; limit?: { href?: string; templated?: boolean }; offset?: { href?: string; templated?: boolean }; filter?: { href?: string; templated?: boolean }; sort?: { href?: string; templated?: boolean }; next?: { href?: string } } } };
/** @experimental */ "/codebases/{codebaseId}/applications": { id: "codebase_applications"; options: { path: { codebaseId: string } }; answer: { count?: number; total?: number; pagination?: { total?: number; limit?: number; offset?: number }; _embedded: { items: { _links?: { self?: { href?: string } }; id?: string; machine_name?: string }[] }; _links?: { parent?: { href?: string }; self?: { href?: string }; limit?: { href?: string; templated?: boolean }; offset?: { href?: string; templated?: boolean }; filter?: { href?: string; templated?: boolean } } } };
"/codebases/{codebaseId}/references": { id: "get_references_by_codebase"; options: { path: { codebaseId: string } }; answer: { count?: number; total?: number; pagination?: { total?: number; limit?: number; offset?: number }; _embedded: { items: { _links?: { parent?: { href?: string }; self?: { href?: string } }; id?: string; name?: string; type?: string; codebase_id?: string }[] }; _links?: { self?: { href?: string }; limit?: { href?: string; templated?: boolean }; offset?: { href?: string; templated?: boolean }; filter?: { href?: string; templated?: boolean }; sort?: { href?: string; templated?: boolean } } } };
"/codebases/{codebaseId}/references/{referenceName}": { id: "get_single_reference"; options: { path: { codebaseId: string; referenceName: string } }; answer: { _links?: { parent?: { href?: string }; self?: { href?: string } }; id?: string; name?: string; type?: string; codebase_id?: string } };
/** @experimental */ "/site-instances/{siteId}.{environmentId}/database": { id: "site_instance_database"; options: { path: { siteId: string; environmentId: string } }; answer: { _links?: { self?: { href?: string } }; database_host?: string; database_name?: string; database_role?: string; database_password?: string; database_user_name?: string } };
/** @experimental */ "/site-instances/{siteId}.{environmentId}/database/backups": { id: "get_database_backups"; options: { path: { siteId: string; environmentId: string }; query?: { offset?: number | undefined; limit?: number | undefined } | undefined }; answer: { count?: number; total?: number; pagination?: { total?: number; limit?: number; offset?: number }; _embedded: { items: { id?: string; database_id?: string; created_at?: string; type?: string; _links?: string }[] }; _links?: { self?: { href?: string }; limit?: { href?: string; templated?: boolean }; offset?: { href?: string; templated?: boolean }; filter?: { href?: string; templated?: boolean }; sort?: { href?: string; templated?: boolean }; prev?: { href?: string } } } };
/** @experimental */ "/site-instances/{siteId}.{environmentId}/database/backups/{id}": { id: "get_database_backup"; options: { path: { siteId: string; environmentId: string; id: string } }; answer: { _links?: { self?: { href?: string }; parent?: { href?: string }; "site-instance"?: { href?: string }; site?: { href?: string }; environment?: { href?: string } }; id?: string; database_id?: string; created_at?: string; type?: string } };
/** @experimental */ "/site-instances/{siteId}.{environmentId}/database/backups/{id}/actions/download": { id: "api_site-instances_siteId._environmentIddatabasebackups_idactionsdownload_get"; options: { path: { siteId: string; environmentId: string; id: string } }; answer: DatabaseBackupJsonhal | { message?: string } };
/** @experimental */ "/site-instances/{siteId}.{environmentId}/domains": { id: "site_instance_domains"; options: { path: { siteId: string; environmentId: string }; query?: { offset?: number | undefined; limit?: number | undefined } | undefined }; answer: { count?: number; total?: number; pagination?: { total?: number; limit?: number; offset?: number }; _embedded: { items: { domain?: { name?: string; is_managed?: boolean } }[] }; _links?: { self?: { href?: string }; limit?: { href?: string; templated?: boolean }; offset?: { href?: string; templated?: boolean }; filter?: { href?: string; templated?: boolean }; sort?: { href?: string; templated?: boolean }; prev?: { href?: string } } } };
/** @experimental */ "/site-instances/{siteId}.{environmentId}/domains/{domainName}": { id: "site_instance_domain"; options: { path: { siteId: string; environmentId: string; domainName: string } }; answer: { _links?: { self?: { href?: string } }; name?: string; is_managed?: boolean } };
/** @experimental */ "/site-instances/{siteId}.{environmentId}/domains/{domainName}/status": { id: "site_instance_domain_status"; options: { path: { siteId: string; environmentId: string; domainName: string } }; answer: { _links?: { self?: { href?: string } }; "site-id"?: string; "environment-id"?: string; hostname?: string; flags?: Record<string, unknown>; ip_addresses?: string[]; cnames?: string[] } };
/** @experimental */ "/codebases/{codebaseId}/environments": { id: "environments_by_codebase"; options: { path: { codebaseId: string }; query?: { limit?: number | undefined; offset?: number | undefined; filter?: string | undefined } | undefined }; answer: { count?: number; total?: number; pagination?: { total?: number; limit?: number; offset?: number }; _embedded: { items: { _links?: { self?: { href?: string }; codebase?: { href?: string } }; id?: string; name?: string; label?: string; description?: string; status?: string; flags?: Record<string, unknown>; properties?: Record<string, unknown>; reference?: string; code_switch_status?: "IDLE" | "IN_PROGRESS"; ssh_url?: string; _embedded?: { codebase?: { id?: string; _links?: { self?: { href?: string } } } } }[] }; _links?: { self?: { href?: string }; limit?: { href?: string; templated?: boolean }; offset?: { href?: string; templated?: boolean }; filter?: { href?: string; templated?: boolean }; sort?: { href?: string; templated?: boolean }; prev?: { href?: string } } } };
/** @experimental */ "/codebases/{codebaseId}/environments/{environmentId}": { id: "environment_by_codebase_id"; options: { path: { codebaseId: string; environmentId: string } }; answer: { _links?: { self?: { href?: string }; codebase?: { href?: string } }; id?: string; name?: string; label?: string; description?: string; status?: string; flags?: Record<string, unknown>; properties?: Record<string, unknown>; reference?: string; code_switch_status?: "IDLE" | "IN_PROGRESS"; ssh_url?: string; _embedded?: { codebase?: { id?: string; _links?: { self?: { href?: string } } } } } };
/** @experimental */ "/v3/environments/{environmentId}": { id: "environment_by_id"; options: { path: { environmentId: string } }; answer: { _links?: { self?: { href?: string }; codebase?: { href?: string } }; id?: string; name?: string; label?: string; description?: string; status?: string; flags?: Record<string, unknown>; properties?: Record<string, unknown>; reference?: string; code_switch_status?: "IDLE" | "IN_PROGRESS"; ssh_url?: string; _embedded?: { codebase?: { id?: string; _links?: { self?: { href?: string } } } } } };
/** @experimental */ "/sites/{siteId}/environments": { id: "environments_by_site"; options: { path: { siteId: string }; query?: { offset?: number | undefined; limit?: number | undefined } | undefined }; answer: { count?: number; total?: number; pagination?: { total?: number; limit?: number; offset?: number }; _embedded: { items: { _links?: { site_instance?: { href?: string }; self?: { href?: string }; codebase?: { href?: string } }; id?: string; name?: string; label?: string; description?: string; status?: string; flags?: Record<string, unknown>; properties?: Record<string, unknown>; reference?: string; code_switch_status?: "IDLE" | "IN_PROGRESS"; ssh_url?: string; _embedded?: { codebase?: { id?: string; _links?: { self?: { href?: string } } } } }[] }; _links?: { self?: { href?: string }; limit?: { href?: string; templated?: boolean }; offset?: { href?: string; templated?: boolean }; filter?: { href?: string; templated?: boolean }; sort?: { href?: string; templated?: boolean }; prev?: { href?: string } } } };
/** @experimental */ "/site-instances/{siteId}.{environmentId}": { id: "site_instance"; options: { path: { siteId: string; environmentId: string } }; answer: { _links?: { self?: { href?: string } }; site_id?: string; environment_id?: string; status?: string; health_status?: { code?: string; summary?: string; details?: string }; domains?: string[] } };
"/private-networks/{privateNetworkId}": { id: "getPrivateNetwork"; options: { path: { privateNetworkId: string } }; answer: PrivateNetworkResponse };
"/subscriptions/{subscriptionId}/private-networks": { id: "getPrivateNetworksBySubscription"; options: { path: { subscriptionId: string }; query?: { limit?: number | undefined; offset?: number | undefined; sort?: string | undefined; filter?: string | undefined } | undefined }; answer: { count: number; total: number; _embedded: EmbeddedPrivateNetworkList; _links?: HalItem } };
"/private-networks/{privateNetworkId}/connections/vpns": { id: "getAllVpnsFromPrivateNetwork"; options: { path: { privateNetworkId: string }; query?: { limit?: number | undefined; offset?: number | undefined; sort?: string | undefined; filter?: string | undefined } | undefined }; answer: { count: number; total: number; _embedded: EmbeddedVPNList; _links?: HalItem } };
"/private-networks/{privateNetworkId}/connections/vpns/{vpnId}": { id: "getVpnFromPrivateNetwork"; options: { path: { privateNetworkId: string; vpnId: number } }; answer: VPNResponse };
"/private-networks/{privateNetworkId}/connections/vpc-peers": { id: "getAllVpcPeersFromPrivateNetwork"; options: { path: { privateNetworkId: string }; query?: { limit?: number | undefined; offset?: number | undefined; sort?: string | undefined; filter?: string | undefined } | undefined }; answer: { count: number; total: number; _embedded: EmbeddedVPCPeerList; _links?: HalItem } };
"/private-networks/{privateNetworkId}/connections/vpc-peers/{vpcPeerId}": { id: "getVpcPeerFromPrivateNetwork"; options: { path: { privateNetworkId: string; vpcPeerId: number } }; answer: VPCPeersResponse };
"/private-networks/{privateNetworkId}/connections": { id: "getPrivateNetworkConnections"; options: { path: { privateNetworkId: string } }; answer: ConnectionsResponse };
"/private-networks/{privateNetworkId}/isolation": { id: "getPrivateNetworkIsolation"; options: { path: { privateNetworkId: string } }; answer: IsolationResponse };
"/private-networks/{privateNetworkId}/ingress": { id: "getIngressFromPrivateNetwork"; options: { path: { privateNetworkId: string } }; answer: IngressResponse };
/** @experimental */ "/codebases/{codebaseId}/sites": { id: "api_codebases_codebaseIdsites_get_collection"; options: { path: { codebaseId: string }; query?: { offset?: number | undefined; limit?: number | undefined } | undefined }; answer: { count?: number; total?: number; pagination?: { total?: number; limit?: number; offset?: number }; _embedded: { items: { _links?: { self?: { href?: string } }; id?: string; name?: string; label?: string; description?: string; codebase_id?: string; delete_at?: string }[] }; _links?: { self?: { href?: string }; limit?: { href?: string }; offset?: { href?: string }; filter?: { href?: string }; sort?: { href?: string }; prev?: { href?: string } } } };
/** @experimental */ "/environments/{environmentId}/sites": { id: "api_environments_environmentIdsites_get_collection"; options: { path: { environmentId: string }; query?: { offset?: number | undefined; limit?: number | undefined } | undefined }; answer: { count?: number; total?: number; pagination?: { total?: number; limit?: number; offset?: number }; _embedded: { items: { _links?: { self?: { href?: string }; site_instance?: { href?: string } }; id?: string; name?: string; label?: string; description?: string; codebase_id?: string; delete_at?: string }[] }; _links?: { self?: { href?: string }; limit?: { href?: string }; offset?: { href?: string }; filter?: { href?: string }; sort?: { href?: string }; prev?: { href?: string } } } };
/** @experimental */ "/subscriptions/{subscriptionId}/sites": { id: "api_subscriptions_subscriptionIdsites_get_collection"; options: { path: { subscriptionId: string }; query?: { offset?: number | undefined; limit?: number | undefined } | undefined }; answer: { count?: number; total?: number; pagination?: { total?: number; limit?: number; offset?: number }; _embedded: { items: { _links?: { self?: { href?: string } }; id?: string; name?: string; label?: string; description?: string; codebase_id?: string; deleted_at?: string }[] }; _links?: { self?: { href?: string }; first?: { href?: string }; last?: { href?: string } } } };
/** @experimental */ "/sites": { id: "get_sites"; options?: { query?: { offset?: number | undefined; limit?: number | undefined } | undefined }; answer: { count?: number; total?: number; pagination?: { total?: number; limit?: number; offset?: number }; _embedded: { items: { _links?: { self?: { href?: string } }; id?: string; name?: string; label?: string; description?: string; codebase_id?: string; delete_at?: string }[] }; _links?: { self?: { href?: string }; limit?: { href?: string }; offset?: { href?: string }; filter?: { href?: string }; sort?: { href?: string }; prev?: { href?: string } } } };
/** @experimental */ "/sites/{siteId}": { id: "get_site_by_id"; options: { path: { siteId: string } }; answer: { _links?: { self?: { href?: string }; codebase?: { href?: string } }; id?: string; name?: string; label?: string; description?: string; codebase_id?: string; status?: "ready" | "marked-for-deletion"; delete_at?: string } };
"/environments/{environmentId}/trusted-proxies": { id: "getEnvironmentTrustedProxies"; options: { path: { environmentId: string } }; answer: { is_enabled?: boolean; addresses?: string[]; _links?: { self?: { href?: string }; parent?: { href?: string } } } };
}

export interface PostOperations {
"/account/applications/{applicationUuid}/actions/mark-recent": { id: "postAccountApplicationMarkRecent"; options: { path: { applicationUuid: string } }; answer: Message };
"/account/applications/{applicationUuid}/actions/star": { id: "postAccountApplicationStar"; options: { path: { applicationUuid: string } }; answer: Message };
"/account/applications/{applicationUuid}/actions/unstar": { id: "postAccountApplicationUnstar"; options: { path: { applicationUuid: string } }; answer: Message };
"/account/password": { id: "postAccountPassword"; options: { body: Password }; answer: PasswordValidation };
"/account/ssh-keys": { id: "postAccountSshKeys"; options: { body: SshKeyRequest }; answer: MessageWithLinks & Task };
"/account/tokens": { id: "postAccountTokens"; options: { body: TokenRequest }; answer: TokenCreation };
"/agreements/{agreementUuid}/actions/accept": { id: "postAcceptAgreement"; options: { path: { agreementUuid: string } }; answer: Message };
"/agreements/{agreementUuid}/actions/decline": { id: "postDeclineAgreement"; options: { path: { agreementUuid: string } }; answer: Message };
"/applications/{applicationUuid}/code-studio": { id: "postCodeStudioProject"; options: { path: { applicationUuid: string } }; answer: MessageWithLinks };
"/applications/{applicationUuid}/databases": { id: "postApplicationDatabaseCreate"; options: { path: { applicationUuid: string }; body: { name: string } }; answer: MessageWithLinks & Task };
"/applications/{applicationUuid}/databases/{name}/actions/erase": { id: "postApplicationDatabaseErase"; options: { path: { applicationUuid: string; name: string } }; answer: MessageWithLinks & Task };
"/applications/{applicationUuid}/email/domains/{domainRegistrationUuid}/actions/associate": { id: "postApplicationAssociateEmailDomain"; options: { path: { applicationUuid: string; domainRegistrationUuid: string } }; answer: MessageWithLinks };
"/applications/{applicationUuid}/email/domains/{domainRegistrationUuid}/actions/disassociate": { id: "postApplicationDisassociateEmailDomain"; options: { path: { applicationUuid: string; domainRegistrationUuid: string } }; answer: MessageWithLinks };
"/applications/{applicationUuid}/ides": { id: "postApplicationsIde"; options: { path: { applicationUuid: string }; body: { label: string } }; answer: MessageWithLinks & Task };
"/applications/{applicationUuid}/search/config-sets": { id: "postApplicationSearchConfigurationSets"; options: { path: { applicationUuid: string }; body: FormData }; answer: MessageWithLinks & Task };
"/applications/{applicationUuid}/tags": { id: "postApplicationsTags"; options: { path: { applicationUuid: string }; body: { name: string; color: string } }; answer: MessageWithLinks };
"/applications/{applicationUuid}/environments": { id: "postApplicationEnvironments"; options: { path: { applicationUuid: string }; body: { label: string; branch: string; databases: readonly string[] } }; answer: MessageWithLinks & Task };
"/environments/{environmentId}/actions/clear-caches": { id: "postEnvironmentsClearCaches"; options: { path: { environmentId: string }; body: { domains: readonly string[] } }; answer: MessageWithLinks & Task };
/** @deprecated */ "/environments/{environmentId}/actions/change-label": { id: "postChangeEnvironmentLabel"; options: { path: { environmentId: string }; body: { label: string } }; answer: Message & Task };
"/environments/{environmentId}/artifacts/actions/switch": { id: "postDeployArtifact"; options: { path: { environmentId: string }; body: { artifact_id: string } }; answer: MessageWithLinks & Task };
"/environments/{environmentId}/cdn": { id: "postCdnByEnvironmentId"; options: { path: { environmentId: string } }; answer: MessageWithLinks };
"/environments/{environmentId}/cloud-actions/actions/disable": { id: "postEnvironmentCloudActionsDisable"; options: { path: { environmentId: string } }; answer: MessageWithLinks };
"/environments/{environmentId}/cloud-actions/actions/enable": { id: "postEnvironmentCloudActionsEnable"; options: { path: { environmentId: string } }; answer: MessageWithLinks };
"/environments/{environmentId}/cloud-actions/actions/reset": { id: "postEnvironmentCloudActionsReset"; options: { path: { environmentId: string } }; answer: MessageWithLinks };
"/environments/{environmentId}/code": { id: "postEnvironmentsDeployCode"; options: { path: { environmentId: string }; body: DeployCode }; answer: MessageWithLinks & Task };
"/environments/{environmentId}/code/actions/switch": { id: "postEnvironmentsSwitchCode"; options: { path: { environmentId: string }; body: SwitchCode }; answer: MessageWithLinks & Task };
"/environments/{environmentId}/code/actions/import": { id: "postEnvironmentsImportSite"; options: { path: { environmentId: string }; body: ImportSite }; answer: MessageWithLinks & Task };
"/environments/{environmentId}/crons": { id: "postEnvironmentCrons"; options: { path: { environmentId: string }; body: PostCron }; answer: MessageWithLinks & Task };
"/environments/{environmentId}/crons/{cronId}/actions/enable": { id: "postEnvironmentCronEnable"; options: { path: { environmentId: string; cronId: string } }; answer: MessageWithLinks & Task };
"/environments/{environmentId}/crons/{cronId}/actions/disable": { id: "postEnvironmentCronDisable"; options: { path: { environmentId: string; cronId: string } }; answer: MessageWithLinks & Task };
"/environments/{environmentId}/databases": { id: "postEnvironmentsDatabases"; options: { path: { environmentId: string }; body: { name: string; source: string } }; answer: MessageWithLinks & Task };
"/environments/{environmentId}/databases/{databaseName}/backups": { id: "postEnvironmentsDatabaseBackups"; options: { path: { environmentId: string; databaseName: string } }; answer: MessageWithLinks & Task };
"/environments/{environmentId}/databases/{databaseName}/backups/{backupId}/actions/restore": { id: "postEnvironmentsDatabaseRestoreBackup"; options: { path: { environmentId: string; databaseName: string; backupId: number } }; answer: MessageWithLinks & Task };
"/environments/{environmentId}/domains": { id: "postEnvironmentsDomains"; options: { path: { environmentId: string }; body: { hostname?: string | undefined } }; answer: MessageWithLinks & Task };
/** @deprecated */ "/environments/{environmentId}/domains/actions/clear-varnish": { id: "postEnvironmentsDomainsClearVarnish"; options: { path: { environmentId: string }; body: { domains: readonly string[] } }; answer: MessageWithLinks & Task };
/** @deprecated */ "/environments/{environmentId}/domains/{domain}/actions/clear-varnish": { id: "postEnvironmentsDomainClearVarnish"; options: { path: { environmentId: string; domain: string } }; answer: MessageWithLinks & Task };
"/environments/{environmentId}/domains/{domain}/actions/clear-caches": { id: "postEnvironmentsDomainClearCaches"; options: { path: { environmentId: string; domain: string } }; answer: MessageWithLinks & Task };
"/environments/{environmentId}/files": { id: "postEnvironmentsFiles"; options: { path: { environmentId: string }; body: { source?: string | undefined } }; answer: MessageWithLinks & Task };
"/environments/{environmentId}/logs/{logType}": { id: "postEnvironmentsLog"; options: { path: { environmentId: string; logType: "apache-access" | "apache-error" | "drupal-request" | "drupal-watchdog" | "fpm-access" | "fpm-error" | "php-error" | "cloud-hook" | "cronjob" | "mysql-slow-query" | (string & {}) }; body?: { from?: string | undefined; to?: string | undefined } | undefined }; answer: MessageWithLinks };
/** @deprecated */ "/environments/{environmentId}/livedev/actions/disable": { id: "postEnvironmentsDisableLiveDev"; options: { path: { environmentId: string }; body: { discard?: number | undefined } }; answer: Message & Task };
/** @deprecated */ "/environments/{environmentId}/livedev/actions/enable": { id: "postEnvironmentsEnableLiveDev"; options: { path: { environmentId: string } }; answer: MessageWithLinks & Task };
"/environments/{environmentId}/log-forwarding-destinations": { id: "postEnvironmentsLogForwardingDestinations"; options: { path: { environmentId: string }; body: { label: string; sources: readonly ("apache-access" | "apache-error" | "varnish-access" | "drupal-request" | "drupal-watchdog" | "php-error" | "stdout" | "stderr")[]; consumer: "loggly" | "splunk" | "sumologic" | "syslog"; credentials: { certificate: string; key?: string | undefined; token?: string | undefined }; address?: string | undefined } }; answer: MessageWithLinks & Task };
"/environments/{environmentId}/log-forwarding-destinations/{logForwardingDestinationUuid}/actions/disable": { id: "postEnvironmentsDisableLogForwardingDestination"; options: { path: { environmentId: string; logForwardingDestinationUuid: string } }; answer: MessageWithLinks & Task };
"/environments/{environmentId}/log-forwarding-destinations/{logForwardingDestinationUuid}/actions/enable": { id: "postEnvironmentsEnableLogForwardingDestination"; options: { path: { environmentId: string; logForwardingDestinationUuid: string } }; answer: MessageWithLinks & Task };
"/environments/{environmentId}/mod-proxy/actions/disable": { id: "postDisableModProxy"; options: { path: { environmentId: string } }; answer: MessageWithLinks & Task };
"/environments/{environmentId}/mod-proxy/actions/enable": { id: "postEnableModProxy"; options: { path: { environmentId: string } }; answer: MessageWithLinks & Task };
"/environments/{environmentId}/production-mode/actions/disable": { id: "postEnvironmentsDisableProductionMode"; options: { path: { environmentId: string } }; answer: Message & Task };
"/environments/{environmentId}/production-mode/actions/enable": { id: "postEnvironmentsEnableProductionMode"; options: { path: { environmentId: string } }; answer: Message & Task };
"/environments/{environmentId}/search/indexes": { id: "postEnvironmentSearchIndexes"; options: { path: { environmentId: string }; body: { config_set_id?: string | undefined; database_role: string } }; answer: MessageWithLinks & Task };
"/environments/{environmentId}/servers/{serverId}/actions/reboot": { id: "postEnvironmentsServerReboot"; options: { path: { environmentId: string; serverId: string } }; answer: Message & Task };
"/environments/{environmentId}/servers/{serverId}/actions/relaunch": { id: "postEnvironmentsServerRelaunch"; options: { path: { environmentId: string; serverId: string } }; answer: Message & Task };
"/environments/{environmentId}/servers/{serverId}/actions/suspend": { id: "postEnvironmentsServerSuspend"; options: { path: { environmentId: string; serverId: string } }; answer: Message & Task };
"/environments/{environmentId}/servers/{serverId}/actions/upgrade": { id: "postEnvironmentsServerUpgrade"; options: { path: { environmentId: string; serverId: string } }; answer: Message & Task };
"/environments/{environmentId}/ssl/certificates": { id: "postCertificate"; options: { path: { environmentId: string }; body: PostCertificate }; answer: MessageWithLinks & Task };
"/environments/{environmentId}/ssl/certificates/{certificateId}/actions/activate": { id: "postActivateCertificate"; options: { path: { environmentId: string; certificateId: number } }; answer: MessageWithLinks & Task };
"/environments/{environmentId}/ssl/certificates/{certificateId}/actions/deactivate": { id: "postDeactivateCertificate"; options: { path: { environmentId: string; certificateId: number } }; answer: MessageWithLinks & Task };
"/environments/{environmentId}/ssl/csrs": { id: "postCertificateSigningRequest"; options: { path: { environmentId: string }; body: PostCsr }; answer: Message & Task };
"/environments/{environmentId}/variables": { id: "postEnvironmentsVariables"; options: { path: { environmentId: string }; body: { name?: string | undefined; value?: string | undefined } }; answer: MessageWithLinks & Task };
"/identity-providers/{identityProviderUuid}/actions/enable": { id: "postEnableIdentityProvider"; options: { path: { identityProviderUuid: string } }; answer: MessageWithLinks };
"/identity-providers/{identityProviderUuid}/actions/disable": { id: "postDisableIdentityProvider"; options: { path: { identityProviderUuid: string } }; answer: MessageWithLinks };
"/invites/{token}/actions/accept": { id: "postInviteAcceptByToken"; options: { path: { token: string } }; answer: Message };
"/invites/{token}/actions/decline": { id: "postInviteDecline"; options: { path: { token: string } }; answer: Message };
"/invites/{token}/actions/resend": { id: "postInviteResend"; options: { path: { token: string } }; answer: Message };
"/messages/{messageUuid}/actions/dismiss": { id: "postDismissMessage"; options: { path: { messageUuid: string } }; answer: Message & Task };
"/organizations/{organizationUuid}/actions/change-owner": { id: "postChangeOrganizationOwner"; options: { path: { organizationUuid: string }; body: { user_uuid: string } }; answer: Message };
"/organizations/{organizationUuid}/actions/leave": { id: "postLeaveOrganization"; options: { path: { organizationUuid: string } }; answer: Message };
"/organizations/{organizationUuid}/admin-invites": { id: "postOrganizationAdminInvite"; options: { path: { organizationUuid: string }; body: { email: string } }; answer: Message };
"/organizations/{organizationUuid}/available-tags": { id: "postOrganizationAvailableTags"; options: { path: { organizationUuid: string }; body: { tags: readonly { name: string; color: string }[]; context: { application: { uuids: readonly string[] } } } }; answer: MessageWithLinks };
"/organizations/{organizationUuid}/roles": { id: "postOrganizationRoles"; options: { path: { organizationUuid: string }; body: { name: string; description?: string | undefined; permissions: readonly string[] } }; answer: Message };
"/organizations/{organizationUuid}/teams": { id: "postOrganizationTeams"; options: { path: { organizationUuid: string }; body: { name: string } }; answer: Message | Team };
"/subscriptions/{subscriptionUuid}/apm/{apmType}/actions/opt-in": { id: "postSubscriptionApmOptIn"; options: { path: { subscriptionUuid: string; apmType: string } }; answer: MessageWithLinks };
"/subscriptions/{subscriptionUuid}/code-studio/actions/enable": { id: "postEnableCodeStudio"; options: { path: { subscriptionUuid: string } }; answer: MessageWithLinks };
"/subscriptions/{subscriptionUuid}/code-studio/users": { id: "postCodeStudioUsers"; options: { path: { subscriptionUuid: string }; body: { user_id?: string | undefined; role?: string | undefined } }; answer: MessageWithLinks };
"/subscriptions/{subscriptionUuid}/domains": { id: "postSubscriptionDomainRegistration"; options: { path: { subscriptionUuid: string }; body: { domain?: string | undefined } }; answer: MessageWithLinks };
"/subscriptions/{subscriptionUuid}/domains/{domainRegistrationUuid}/actions/verify": { id: "postSubscriptionVerifyDomainRegistration"; options: { path: { subscriptionUuid: string; domainRegistrationUuid: string } }; answer: MessageWithLinks };
"/subscriptions/{subscriptionUuid}/shield-acl": { id: "postShieldAcl"; options: { path: { subscriptionUuid: string }; body: { description?: string | undefined; addresses?: readonly string[] | undefined } }; answer: MessageWithLinks & Task };
"/subscriptions/{subscriptionUuid}/shield-acl/actions/reset": { id: "postResetShieldAcl"; options: { path: { subscriptionUuid: string } }; answer: MessageWithLinks & Task };
"/teams/{teamUuid}/actions/leave": { id: "postLeaveTeam"; options: { path: { teamUuid: string } }; answer: Message };
"/teams/{teamUuid}/applications": { id: "postTeamAddApplication"; options: { path: { teamUuid: string }; body: { uuid: string } }; answer: Message };
"/teams/{teamUuid}/invites": { id: "postTeamsInviteUser"; options: { path: { teamUuid: string }; body: PostInvite }; answer: Message | Invite };
"/codebases/{codebaseId}/bulk-code-switch": { id: "create_bulk_code_switch_resource"; options: { path: { codebaseId: string }; body?: { reference: string; targets: readonly { environment_id: string; cloud_actions?: readonly string[] | undefined }[]; cloud_actions?: readonly string[] | undefined } | undefined }; answer: { _links?: { get?: { href?: string }; self?: { href?: string }; status?: { href?: string } }; message?: string } & Task };
/** @experimental */ "/subscriptions/{subscriptionId}/codebases": { id: "api_subscriptions_subscriptionIdcodebases_post"; options: { path: { subscriptionId: string }; body?: { codebase_id: string; label: string; region: string } | undefined }; answer: { _links?: { parent?: { href?: string }; self?: { href?: string } }; message?: string } };
/** @experimental */ "/site-instances/{siteId}.{environmentId}/database": { id: "api_site-instances_siteId._environmentIddatabase_post"; options: { path: { siteId: string; environmentId: string }; body: { source_environment_id?: string | undefined } }; answer: { message?: string; _links?: { self?: { href?: string } } } & Task };
/** @experimental */ "/site-instances/{siteId}.{environmentId}/database/backups": { id: "api_site-instances_siteId._environmentIddatabasebackups_post"; options: { path: { siteId: string; environmentId: string } }; answer: { message?: string; _links?: { self?: { href?: string } } } };
/** @experimental */ "/site-instances/{siteId}.{environmentId}/database/backups/{id}/actions/restore": { id: "restore_database_backup"; options: { path: { siteId: string; environmentId: string; id: string } }; answer: { _links?: { parent?: { href?: string }; self?: { href?: string } }; message?: string } & Task };
/** @experimental */ "/environments/{environmentId}/site-instances": { id: "api_environments_environmentIdsite-instances_post"; options: { path: { environmentId: string }; body: { site_id?: string | undefined } }; answer: { message?: string; _links?: { self?: { href?: string } } } };
/** @experimental */ "/site-instances/{siteId}.{environmentId}/actions/cancel": { id: "api_site-instances_siteId._environmentIdactionscancel_post"; options: { path: { siteId: string; environmentId: string }; body: SiteInstanceJsonhalBody }; answer: { message?: string; _links?: { self?: { href?: string } } } & Task };
/** @experimental */ "/site-instances/{siteId}.{environmentId}/files": { id: "api_site-instances_siteId._environmentIdfiles_post"; options: { path: { siteId: string; environmentId: string }; body: { source_environment_id?: string | undefined } }; answer: { message?: string; _links?: { self?: { href?: string } } } & Task };
/** @experimental */ "/v3/environments/{environmentId}/actions/clear-caches": { id: "postV3EnvironmentsClearCaches"; options: { path: { environmentId: string }; body: { domains: readonly string[] } }; answer: { _links?: { self?: { href?: string } }; message?: string } & Task };
"/private-networks": { id: "createPrivateNetwork"; options?: { body?: { subscription_id: string; region: string; name: string; description?: string | undefined; label?: string | undefined; isolation?: Isolation | undefined; ingress?: Ingress | undefined; connections: Connections } | undefined }; answer: PrivateNetworkServiceAPIMessage & Task };
"/private-networks/{privateNetworkId}/connections/vpns": { id: "addVpnToPrivateNetwork"; options: { path: { privateNetworkId: string }; body: VPN }; answer: PrivateNetworkServiceAPIMessage & Task };
"/private-networks/{privateNetworkId}/connections/vpc-peers": { id: "addVpcPeerToPrivateNetwork"; options: { path: { privateNetworkId: string }; body?: VPCPeers | undefined }; answer: PrivateNetworkServiceAPIMessage & Task };
/** @experimental */ "/sites": { id: "api_sites_post"; options: { body: { name: string; label?: string | undefined; description?: string | undefined; codebase_id: string } }; answer: { message?: string; _links?: { self?: { href?: string }; parent?: { href?: string } } } & Task };
}

export interface PutOperations {
"/applications/{applicationUuid}": { id: "putApplicationByUuid"; options: { path: { applicationUuid: string }; body: { name?: string | undefined } }; answer: MessageWithLinks };
"/applications/{applicationUuid}/settings/ra": { id: "putApplicationRemoteAdministrationSettings"; options: { path: { applicationUuid: string }; body: RemoteAdministration }; answer: Message };
/** @deprecated */ "/applications/{applicationUuid}/settings/security": { id: "putApplicationSecuritySettings"; options: { path: { applicationUuid: string }; body: { allowed_ips?: readonly string[] | null | undefined; tfa_required?: boolean | undefined } }; answer: Message };
"/environments/{environmentId}": { id: "putEnvironment"; options: { path: { environmentId: string }; body: EnvironmentConfiguration }; answer: MessageWithLinks & Task };
"/environments/{environmentId}/cloud-actions": { id: "putEnvironmentCloudActions"; options: { path: { environmentId: string }; body: PutCloudActions }; answer: MessageWithLinks };
"/environments/{environmentId}/crons/{cronId}": { id: "putCron"; options: { path: { environmentId: string; cronId: string }; body: PutCron }; answer: MessageWithLinks & Task };
"/environments/{environmentId}/log-forwarding-destinations/{logForwardingDestinationUuid}": { id: "putEnvironmentsLogForwardingDestination"; options: { path: { environmentId: string; logForwardingDestinationUuid: string }; body: { label?: string | undefined; sources?: readonly ("apache-access" | "apache-error" | "varnish-access" | "drupal-request" | "drupal-watchdog" | "php-error" | "stdout" | "stderr")[] | undefined; consumer: "loggly" | "splunk" | "sumologic" | "syslog"; credentials?: { certificate: string; key?: string | undefined; token?: string | undefined } | undefined; address?: string | undefined } }; answer: MessageWithLinks & Task };
"/environments/{environmentId}/search/indexes/{indexId}": { id: "putEnvironmentSearchIndex"; options: { path: { environmentId: string; indexId: string }; body: { config_set_id?: string | undefined } }; answer: MessageWithLinks & Task };
"/environments/{environmentId}/servers/{serverId}": { id: "putEnvironmentsServer"; options: { path: { environmentId: string; serverId: string }; body: { memcache?: number | undefined } }; answer: Message & Task };
/** @deprecated */ "/environments/{environmentId}/settings/apm": { id: "putEnvironmentsApmSetting"; options: { path: { environmentId: string }; body: { status?: boolean | undefined; type?: "newrelic" | undefined; key?: string | undefined } }; answer: Message & Task };
"/environments/{environmentId}/variables/{environmentVariableName}": { id: "putEnvironmentsVariable"; options: { path: { environmentId: string; environmentVariableName: string }; body: { name: string; value: string } }; answer: MessageWithLinks & Task };
"/identity-providers/{identityProviderUuid}": { id: "putIdentityProvider"; options: { path: { identityProviderUuid: string }; body: { label?: string | undefined; entity_id?: string | undefined; sso_url?: string | undefined; certificate?: string | undefined } }; answer: Message & Task };
"/organizations/{organizationUuid}": { id: "putOrganization"; options: { path: { organizationUuid: string }; body: { name: string } }; answer: Message };
"/roles/{roleUuid}": { id: "putRoleByUuid"; options: { path: { roleUuid: string }; body: { name?: string | undefined; description?: string | undefined; permissions?: readonly string[] | undefined } }; answer: Message };
"/subscriptions/{subscriptionUuid}": { id: "putSubscription"; options: { path: { subscriptionUuid: string }; body: { name?: string | undefined } }; answer: Message };
"/subscriptions/{subscriptionUuid}/shield-acl/{shieldAclUuid}": { id: "putShieldAcl"; options: { path: { subscriptionUuid: string; shieldAclUuid: string }; body: { description?: string | undefined; addresses?: readonly string[] | undefined } }; answer: MessageWithLinks & Task };
"/teams/{teamUuid}": { id: "putTeamsName"; options: { path: { teamUuid: string }; body: { name?: string | undefined } }; answer: Message };
"/teams/{teamUuid}/members/{userUuid}": { id: "putTeamsMember"; options: { path: { teamUuid: string; userUuid: string }; body: { roles: readonly string[] } }; answer: Message };
"/codebases/{codebaseId}": { id: "api_codebases_codebaseId_put"; options: { path: { codebaseId: string }; body?: { label?: string | undefined; description?: string | undefined } | undefined }; answer: { message?: string; _links?: { self?: { href?: string } } } & Task };
/** @experimental */ "/site-instances/{siteId}.{environmentId}/domains/{domainName}": { id: "add_domain_to_site"; options: { path: { siteId: string; environmentId: string; domainName: string }; body?: Record<string, unknown> | undefined }; answer: { _links?: { self?: { href?: string } }; name?: string } & Task };
/** @experimental */ "/v3/environments/{environmentId}": { id: "update_environment"; options: { path: { environmentId: string }; body: { label?: string | undefined; description?: string | undefined; properties?: Record<string, unknown> | undefined } }; answer: { message?: string; _links?: { self?: { href?: string } } } & Task };
"/private-networks/{privateNetworkId}": { id: "updatePrivateNetwork"; options: { path: { privateNetworkId: string }; body?: UpdatePrivateNetworkRequestSpec | undefined }; answer: PrivateNetworkServiceAPIMessage & Task };
"/private-networks/{privateNetworkId}/connections/vpns/{vpnId}": { id: "updateVpnInPrivateNetwork"; options: { path: { privateNetworkId: string; vpnId: number }; body: VPN }; answer: PrivateNetworkServiceAPIMessage & Task };
"/private-networks/{privateNetworkId}/connections": { id: "updatePrivateNetworkConnections"; options: { path: { privateNetworkId: string }; body?: UpdateConnectionRequestSpec | undefined }; answer: PrivateNetworkServiceAPIMessage & Task };
"/private-networks/{privateNetworkId}/isolation": { id: "updatePrivateNetworkIsolation"; options: { path: { privateNetworkId: string }; body: Isolation }; answer: PrivateNetworkServiceAPIMessage & Task };
"/private-networks/{privateNetworkId}/ingress": { id: "updatePrivateNetworkIngress"; options: { path: { privateNetworkId: string }; body: Ingress }; answer: PrivateNetworkServiceAPIMessage & Task };
/** @experimental */ "/sites/{siteId}": { id: "api_sites_siteId_put"; options: { path: { siteId: string }; body: { label?: string | undefined; description?: string | undefined } }; answer: { message?: string; _links?: { self?: { href?: string } } } };
}

export interface DeleteOperations {
"/account/ssh-keys/{sshKeyUuid}": { id: "deleteAccountSshKey"; options: { path: { sshKeyUuid: string } }; answer: MessageWithLinks & Task };
"/account/tokens/{tokenUuid}": { id: "deleteAccountToken"; options: { path: { tokenUuid: string }; query?: { tokenDeleteReason?: string | undefined } | undefined }; answer: MessageWithLinks };
"/applications/{applicationUuid}/code-studio": { id: "deleteCodeStudioProject"; options: { path: { applicationUuid: string } }; answer: MessageWithLinks };
"/applications/{applicationUuid}/databases/{name}": { id: "postApplicationDatabaseDelete"; options: { path: { applicationUuid: string; name: string } }; answer: MessageWithLinks & Task };
"/applications/{applicationUuid}/search/config-sets/{configurationSetId}": { id: "deleteApplicationSearchConfigurationSet"; options: { path: { applicationUuid: string; configurationSetId: string } }; answer: MessageWithLinks };
"/applications/{applicationUuid}/tags/{tagName}": { id: "deleteApplicationTags"; options: { path: { applicationUuid: string; tagName: string } }; answer: MessageWithLinks };
"/environments/{environmentId}": { id: "deleteEnvironment"; options: { path: { environmentId: string } }; answer: Message & Task };
"/environments/{environmentId}/cdn": { id: "deleteCdnByEnvironmentId"; options: { path: { environmentId: string } }; answer: MessageWithLinks };
"/environments/{environmentId}/crons/{cronId}": { id: "postEnvironmentCronDelete"; options: { path: { environmentId: string; cronId: string } }; answer: MessageWithLinks & Task };
"/environments/{environmentId}/databases/{databaseName}/backups/{backupId}": { id: "deleteEnvironmentsDatabaseBackup"; options: { path: { environmentId: string; databaseName: string; backupId: number } }; answer: MessageWithLinks & Task };
"/environments/{environmentId}/domains/{domain}": { id: "deleteEnvironmentsDomain"; options: { path: { environmentId: string; domain: string } }; answer: MessageWithLinks & Task };
"/environments/{environmentId}/log-forwarding-destinations/{logForwardingDestinationUuid}": { id: "deleteEnvironmentsLogForwardingDestination"; options: { path: { environmentId: string; logForwardingDestinationUuid: string } }; answer: MessageWithLinks & Task };
"/environments/{environmentId}/search/indexes/{indexId}": { id: "deleteEnvironmentSearchIndex"; options: { path: { environmentId: string; indexId: string } }; answer: MessageWithLinks };
"/environments/{environmentId}/ssl/certificates/{certificateId}": { id: "deleteCertificate"; options: { path: { environmentId: string; certificateId: number } }; answer: MessageWithLinks & Task };
"/environments/{environmentId}/ssl/csrs/{certificateId}": { id: "deleteCertificateSigningRequest"; options: { path: { environmentId: string; certificateId: number } }; answer: Message & Task };
"/environments/{environmentId}/variables/{environmentVariableName}": { id: "deleteEnvironmentsVariable"; options: { path: { environmentId: string; environmentVariableName: string } }; answer: MessageWithLinks & Task };
"/ides/{ideUuid}": { id: "deleteIde"; options: { path: { ideUuid: string } }; answer: MessageWithLinks & Task };
"/identity-providers/{identityProviderUuid}": { id: "deleteIdentityProvider"; options: { path: { identityProviderUuid: string } }; answer: MessageWithLinks & Task };
"/invites/{token}": { id: "postInviteCancel"; options: { path: { token: string } }; answer: Message };
"/organizations/{organizationUuid}": { id: "deleteOrganization"; options: { path: { organizationUuid: string } }; answer: Message };
"/organizations/{organizationUuid}/admins/{userUuid}": { id: "deleteOrganizationAdmin"; options: { path: { organizationUuid: string; userUuid: string } }; answer: Message };
"/organizations/{organizationUuid}/available-tags": { id: "deleteOrganizationAvailableTags"; options: { path: { organizationUuid: string }; body: { tags: readonly { name: string }[]; context: { application: { uuids: readonly string[] } } } }; answer: MessageWithLinks };
"/organizations/{organizationUuid}/members/{userUuid}": { id: "postOrganizationMemberDelete"; options: { path: { organizationUuid: string; userUuid: string } }; answer: Message };
"/roles/{roleUuid}": { id: "deleteRole"; options: { path: { roleUuid: string } }; answer: Message };
"/subscriptions/{subscriptionUuid}/code-studio/users/{userUuid}": { id: "deleteCodeStudioUser"; options: { path: { subscriptionUuid: string; userUuid: string } }; answer: MessageWithLinks };
"/subscriptions/{subscriptionUuid}/domains/{domainRegistrationUuid}": { id: "deleteSubscriptionDomainRegistration"; options: { path: { subscriptionUuid: string; domainRegistrationUuid: string } }; answer: MessageWithLinks };
"/subscriptions/{subscriptionUuid}/shield-acl/{shieldAclUuid}": { id: "deleteShieldAcl"; options: { path: { subscriptionUuid: string; shieldAclUuid: string } }; answer: MessageWithLinks & Task };
"/teams/{teamUuid}": { id: "deleteTeam"; options: { path: { teamUuid: string } }; answer: Message };
"/teams/{teamUuid}/applications/{applicationUuid}": { id: "deleteTeamsRemoveApplication"; options: { path: { teamUuid: string; applicationUuid: string } }; answer: Message };
"/teams/{teamUuid}/members/{userUuid}": { id: "deleteTeamsRemoveMember"; options: { path: { teamUuid: string; userUuid: string } }; answer: Message };
"/codebases/{codebaseId}": { id: "api_codebases_codebaseId_delete"; options: { path: { codebaseId: string }; query?: { force?: boolean | undefined } | undefined }; answer: { message?: string; _links?: { self?: { href?: string } } } & Task };
/** @experimental */ "/site-instances/{siteId}.{environmentId}/database/backups/{id}": { id: "api_site-instances_siteId._environmentIddatabasebackups_id_delete"; options: { path: { siteId: string; environmentId: string; id: string } }; answer: { message?: string } & Task };
/** @experimental */ "/site-instances/{siteId}.{environmentId}/domains/{domainName}": { id: "api_site-instances_siteId._environmentIddomains_domainName_delete"; options: { path: { siteId: string; environmentId: string; domainName: string } }; answer: { message?: string } & Task };
/** @experimental */ "/site-instances/{siteId}.{environmentId}": { id: "api_site-instances_siteId._environmentId_delete"; options: { path: { siteId: string; environmentId: string } }; answer: { message?: string; _links?: { self?: { href?: string } } } & Task };
"/private-networks/{privateNetworkId}": { id: "deletePrivateNetwork"; options: { path: { privateNetworkId: string } }; answer: PrivateNetworkServiceAPIMessage & Task };
"/private-networks/{privateNetworkId}/connections/vpns/{vpnId}": { id: "deleteVpnFromPrivateNetwork"; options: { path: { privateNetworkId: string; vpnId: number } }; answer: PrivateNetworkServiceAPIMessage & Task };
"/private-networks/{privateNetworkId}/connections/vpc-peers/{vpcPeerId}": { id: "deleteVpcPeerFromPrivateNetwork"; options: { path: { privateNetworkId: string; vpcPeerId: number } }; answer: PrivateNetworkServiceAPIMessage & Task };
/** @experimental */ "/sites/{siteId}": { id: "api_sites_siteId_delete"; options: { path: { siteId: string } }; answer: { message?: string; _links?: { self?: { href?: string } } } & Task };
}

export interface PagedItems {
"/account/ides": Ide;
"/account/invites": Invite;
"/account/messages": UxMessage;
"/account/ssh-keys": SshKey;
"/account/tokens": Token;
"/agreements": Agreement;
"/agreements/{agreementUuid}/invitees": UserStub;
"/applications": ApplicationNoEmbedded;
"/applications/{applicationUuid}/artifacts": Artifact;
"/applications/{applicationUuid}/code": { name: string; flags: CodeFlags };
"/applications/{applicationUuid}/databases": ApplicationDatabaseName;
"/applications/{applicationUuid}/email/domains": EmailDomain;
"/applications/{applicationUuid}/ides": Ide;
"/applications/{applicationUuid}/messages": UxMessage;
"/applications/{applicationUuid}/notifications": NotificationStub;
"/applications/{applicationUuid}/permissions": Permission;
"/applications/{applicationUuid}/search/config-sets": ConfigurationSet;
"/applications/{applicationUuid}/tags": ResourceTag;
"/applications/{applicationUuid}/tasks": AcquiaCloudAPIDocumentationTask;
"/applications/{applicationUuid}/teams": Team;
"/applications/{applicationUuid}/metrics/usage/data": ApplicationUsageMetric;
"/applications/{applicationUuid}/metrics/usage/data-by-environment": ApplicationUsageMetric;
"/applications/{applicationUuid}/metrics/usage/views-by-environment": ApplicationUsageMetric;
"/applications/{applicationUuid}/metrics/usage/visits-by-environment": ApplicationUsageMetric;
"/distributions": Distribution;
"/applications/{applicationUuid}/environments": Environment;
"/applications/{applicationUuid}/features": ApplicationFeature;
"/environments/{environmentId}/cloud-actions": CloudAction;
"/environments/{environmentId}/crons": Cron;
"/environments/{environmentId}/databases": Database;
"/environments/{environmentId}/databases/{databaseName}/backups": BackupNoEmbedded;
"/environments/{environmentId}/domains": Domain;
"/environments/{environmentId}/eips": Eip;
"/environments/{environmentId}/logs": Log;
"/environments/{environmentId}/log-forwarding-destinations": LogForwardingDestination;
"/environments/{environmentId}/metrics/stackmetrics/data": StackMetricsMetric;
"/environments/{environmentId}/metrics/usage/data": EnvironmentUsageMetric;
"/environments/{environmentId}/search/indexes": Index;
"/environments/{environmentId}/servers": Server;
"/environments/{environmentId}/ssl/certificates": Certificate;
"/environments/{environmentId}/ssl/csrs": Csr;
"/environments/{environmentId}/variables": EnvironmentVariable;
"/identity-providers": IdentityProvider;
"/options/cde-sizes": CdeSize;
"/options/log-forwarding/sources": LogForwardingSource;
"/options/log-forwarding/consumers": LogForwardingConsumer;
"/options/colors": Color;
"/organizations": OrganizationNoEmbedded;
"/organizations/{organizationUuid}/admins": OrganizationAdminUserProfile;
"/organizations/{organizationUuid}/admin-invites": OrganizationAdminInvite;
"/organizations/{organizationUuid}/applications": ApplicationNoEmbedded;
"/organizations/{organizationUuid}/available-tags": ResourceTagOrganization;
"/organizations/{organizationUuid}/members": OrganizationUserProfile;
"/organizations/{organizationUuid}/members/{userUuid}/applications": ApplicationNoEmbedded;
"/organizations/{organizationUuid}/notifications": NotificationStub;
"/organizations/{organizationUuid}/roles": Role;
"/organizations/{organizationUuid}/subscriptions": ApplicationNoEmbedded;
"/organizations/{organizationUuid}/team-invites": OrganizationTeamInvite;
"/organizations/{organizationUuid}/teams": Team;
"/permissions": Permission;
"/subscriptions": Subscription;
"/subscriptions/{subscriptionUuid}": OrganizationStub;
"/subscriptions/{subscriptionUuid}/apm": ApmType;
"/subscriptions/{subscriptionUuid}/applications": ApplicationNoEmbedded;
"/subscriptions/{subscriptionUuid}/code-studio/applications": CodeStudioApplication;
"/subscriptions/{subscriptionUuid}/code-studio/users": CodeStudioUser;
"/subscriptions/{subscriptionUuid}/domains": DomainRegistration;
"/subscriptions/{subscriptionUuid}/entitlements": EntitlementPipelines | EntitlementCde | EntitlementConsumptionBasedPricing | EntitlementLogForwarding | EntitlementShield | EntitlementDefaultNewrelic;
"/subscriptions/{subscriptionUuid}/ides": Ide;
"/subscriptions/{subscriptionUuid}/metrics/usage/data": SubscriptionUsageMetric;
"/subscriptions/{subscriptionUuid}/metrics/usage/data-by-application": SubscriptionUsageMetric;
"/subscriptions/{subscriptionUuid}/metrics/usage/views-by-application": SubscriptionUsageMetric;
"/subscriptions/{subscriptionUuid}/metrics/usage/visits-by-application": SubscriptionUsageMetric;
"/subscriptions/{subscriptionUuid}/shield-acl": ShieldAcl;
"/teams": Team;
"/teams/{teamUuid}/applications": ApplicationNoEmbedded;
"/teams/{teamUuid}/invites": Invite;
"/teams/{teamUuid}/members": TeamUserProfile;
"/codebases/{codebaseId}/bulk-code-switch": { _links?: { parent?: { href?: string }; self?: { href?: string } }; id?: string; codebase_id?: string; reference?: string; created_at?: string };
"/codebases": { _links?: { applications?: { href?: string }; self?: { href?: string }; subscription?: { href?: string } }; _embedded?: { subscription?: { _links?: { self?: { href?: string } }; id?: string } }; id?: string; label?: string; region?: string; vcs_url?: string; repository_id?: string; created_at?: string; updated_at?: string; description?: string; flags?: { active?: boolean }; hash?: string; applications_total?: number };
"/subscriptions/{subscriptionId}/codebases": { _links?: { applications?: { href?: string }; self?: { href?: string }; subscription?: { href?: string } }; _embedded?: { subscription?: { _links?: { self?: { href?: string } }; id?: string } }; id?: string; label?: string; region?: string; vcs_url?: string; repository_id?: string; created_at?: string; updated_at?: string; description?: string; flags?: { active?: boolean }; hash?: string; applications_total?: number };
"/codebases/{codebaseId}/applications": { _links?: { self?: { href?: string } }; id?: string; machine_name?: string };
"/codebases/{codebaseId}/references": { _links?: { parent?: { href?: string }; self?: { href?: string } }; id?: string; name?: string; type?: string; codebase_id?: string };
"/site-instances/{siteId}.{environmentId}/database/backups": { id?: string; database_id?: string; created_at?: string; type?: string; _links?: string };
"/site-instances/{siteId}.{environmentId}/domains": { domain?: { name?: string; is_managed?: boolean } };
"/codebases/{codebaseId}/environments": { _links?: { self?: { href?: string }; codebase?: { href?: string } }; id?: string; name?: string; label?: string; description?: string; status?: string; flags?: Record<string, unknown>; properties?: Record<string, unknown>; reference?: string; code_switch_status?: "IDLE" | "IN_PROGRESS"; ssh_url?: string; _embedded?: { codebase?: { id?: string; _links?: { self?: { href?: string } } } } };
"/sites/{siteId}/environments": { _links?: { site_instance?: { href?: string }; self?: { href?: string }; codebase?: { href?: string } }; id?: string; name?: string; label?: string; description?: string; status?: string; flags?: Record<string, unknown>; properties?: Record<string, unknown>; reference?: string; code_switch_status?: "IDLE" | "IN_PROGRESS"; ssh_url?: string; _embedded?: { codebase?: { id?: string; _links?: { self?: { href?: string } } } } };
"/subscriptions/{subscriptionId}/private-networks": PrivateNetworkResponse;
"/private-networks/{privateNetworkId}/connections/vpns": VPNResponse;
"/private-networks/{privateNetworkId}/connections/vpc-peers": VPCPeersResponse;
"/codebases/{codebaseId}/sites": { _links?: { self?: { href?: string } }; id?: string; name?: string; label?: string; description?: string; codebase_id?: string; delete_at?: string };
"/environments/{environmentId}/sites": { _links?: { self?: { href?: string }; site_instance?: { href?: string } }; id?: string; name?: string; label?: string; description?: string; codebase_id?: string; delete_at?: string };
"/subscriptions/{subscriptionId}/sites": { _links?: { self?: { href?: string } }; id?: string; name?: string; label?: string; description?: string; codebase_id?: string; deleted_at?: string };
"/sites": { _links?: { self?: { href?: string } }; id?: string; name?: string; label?: string; description?: string; codebase_id?: string; delete_at?: string };
}

export interface CloudOperations { get: GetOperations; post: PostOperations; put: PutOperations; delete: DeleteOperations; paged: PagedItems }

export interface AccountInvites { total: number; _links: Links; _embedded: { items: Invite[] } }
export interface AcquiaCloudAPIDocumentationTask { progress: number; user: UserStub; uuid: string; name: string; title: string; description: string | null; created_at: string; started_at: string; completed_at?: string; status: string; type: string; metadata: { created?: number; author?: { uuid?: string } }; labels: string[]; reference_uuid: string; _links: Links }
export interface Agreement { uuid: string; document_uuid: string; title: string; body: string; status: "pending" | "accepted" | "declined"; created_at: string; updated_at: string | null; actioned_by: UserStubNullable; reference: { uuid?: string; name?: string; type?: string }; _links: Links }
export interface Agreements { total: number; _links: Links; _embedded: { items: Agreement[] } }
export interface Apm { type: string; key: string; name: string; flags: { enabled?: boolean }; _links: Links; _embedded: { environment?: { _links?: Links }[] } }
export interface ApmType { type: "newrelic"; flags: { "opted-in"?: boolean }; key: string; _links: Links }
export interface ApmTypes { total: number; _links: Links; _embedded: { items: ApmType[] } }
export interface Application { id: number; uuid: string; name: string; hosting: { type?: "ace" | "acp" | "acsf" | "free" | "network" | "search" | "unknown"; id?: string }; subscription: SubscriptionStub; organization: OrganizationStub; flags: ApplicationFlags; type: "drupal" | "node" | "ssg"; status: "normal" | "provisioning"; _links: Links; _embedded: { subscription?: SubscriptionStubEmbedded; organization?: OrganizationStubEmbedded; tags?: ResourceTagEmbedded[] } }
export interface ApplicationDatabaseName { name: string }
export interface ApplicationDatabases { total: number; _links: Links; _embedded: { items: ApplicationDatabaseName[] } }
export interface ApplicationFeature { name: string; label: string; description: string }
export interface ApplicationFeatures { total?: number; _links?: Links; _embedded: { items: ApplicationFeature[] } }
export interface ApplicationFlags { remote_admin?: boolean }
export interface ApplicationMetadata { uuids?: string[] }
export interface ApplicationNoEmbedded { id: number; uuid: string; name: string; hosting: { type?: "ace" | "acp" | "acsf" | "free" | "network" | "search" | "unknown"; id?: string }; subscription: SubscriptionStub; organization: OrganizationStub; flags: ApplicationFlags; type: "drupal" | "node" | "ssg"; status: "normal" | "provisioning"; _links: Links }
export interface ApplicationStub { name: string; uuid: string }
export interface ApplicationUsageMetric { metric: "views" | "visits"; datapoints: string[][]; metadata: { environment?: EnvironmentMetadata; application?: ApplicationMetadata; subscription?: SubscriptionMetadata }; last_data_at: string | null; _links?: Links }
export interface ApplicationUsageMetrics { total: number; _links: Links; _embedded: { items: ApplicationUsageMetric[] } }
export interface Applications { total?: number; _links?: Links; _embedded: { items: ApplicationNoEmbedded[] } }
export interface ApplicationsNotifications { total: number; _links: Links; _embedded: { items: NotificationStub[] } }
export interface ApplicationsPermissions { total: number; flags: { administrator: boolean }; _links: Links; _embedded: { items: Permission[] } }
export interface ApplicationsTasks { total: number; _links: Links; _embedded: { items: AcquiaCloudAPIDocumentationTask[] } }
export interface ApplicationsTeams { total: number; _links: Links; _embedded: { items: Team[] } }
export interface Artifact { id: number; name: string; state: "delete-failed" | "deleted" | "pending-delete" | "pending-upload" | "ready" | "upload-failed"; created_at: string; _links: Links }
export interface Artifacts { total?: number; _links?: Links; _embedded: { items: Artifact[] } }
export interface AvailableRuntimes { runtime: "php" | "node"; versions: string[]; _links: Links }
export interface Backup { id: number; database: DatabaseStub; type: string; started_at: string; completed_at: string; flags: BackupFlags; environment: EnvironmentStub; _links: Links; _embedded: { environment?: { id?: string; name?: string; _links?: Links }; database?: { id?: number; name?: string; _links?: Links } } }
export interface BackupFlags { deleted?: boolean }
export interface BackupNoEmbedded { id: number; database: DatabaseStub; type: string; started_at: string; completed_at: string; flags: BackupFlags; environment: EnvironmentStub; _links: Links }
export interface Backups { total: number; _links: Links; _embedded: { items: BackupNoEmbedded[] } }
export interface CdeSize { name: string; size: string; memory: number; storage: number; databases: number; slots: number }
export interface CdeSizes { total: number; _links: Links; _embedded: { items: CdeSize[] } }
export interface Cdn { status: "active" | "delete-failed" | "deleting" | "disable-failed" | "disabling" | "install-failed" | "installing"; _links?: Links }
export interface Certificate { id: number; label?: string | null; certificate: string; private_key: string; ca: string; flags: CertificateFlags; expires_at: string; domains: string[]; environment: EnvironmentStub; _links: Links }
export interface CertificateFlags { active?: boolean; csr?: boolean; legacy?: boolean }
export interface Certificates { total?: number; _links?: Links; _embedded: { items: Certificate[] } }
export interface CloudAction { id: string; label: string; description: string; type: string; flags: CloudActionsFlags; _links: Links }
export interface CloudActions { total?: number; _links?: Links; _embedded: { items: CloudAction[] } }
export interface CloudActionsFlags { enabled?: boolean; default?: boolean }
export interface Code { total?: number; _links?: Links; _embedded: { items: { name: string; flags: CodeFlags }[] } }
export interface CodeFlags { tag?: boolean }
export interface CodeStudioApplication { uuid: string; name: string; _links: { self?: { href: string }; project?: { href: string }; parent?: { href: string } }; _embedded: { project?: CodeStudioProjectNoEmbedded } }
export interface CodeStudioApplications { total: number; pagination: Pagination; _links: Links; _embedded: { items: CodeStudioApplication[] } }
export interface CodeStudioProject { application_id: string; status: "active" | "inactive" | "installing" | "install-failed" | "deleted" | "deleting" | "delete-failed"; _embedded: { application?: ApplicationStub }; _links: Links }
export interface CodeStudioProjectNoEmbedded { application_id: string; status: "active" | "inactive" | "installing" | "install-failed" | "deleted" | "deleting" | "delete-failed"; _links: Links }
export interface CodeStudioSubscriptionMetadata { status: "active" | "installing" | "install-failed" | "deleted" | "deleting" | "delete-failed" }
export interface CodeStudioUser { uuid: string; first_name: string; last_name: string; mail: string; role: string; _links: Links }
export interface CodeStudioUsers { total?: number; pagination?: Pagination; _links?: Links; _embedded: { items: CodeStudioUser[] } }
export interface Color { color: string }
export interface Colors { total: number; _links: Links; _embedded: { items: Color[] } }
export interface ConfigurationSet { id: string; application_uuid: string; label: string; flags: { custom?: boolean }; status: "active" | "pending" | "failed" | "inactive"; health?: Health; _links: Links }
export interface ConfigurationSets { total?: number; pagination?: Pagination; _links?: Links; _embedded: { items: ConfigurationSet[] } }
export interface Connections { private_egress_access?: PrivateEgressAccess | undefined; cidr: string; vpns?: readonly VPN[] | undefined; vpc_peers?: readonly VPCPeers[] | undefined }
export interface ConnectionsResponse { cidr: string; private_egress_access?: PrivateEgressAccess; _links?: HalItem }
export interface Cron { id: string; server: unknown[] | ServerStub; command: string; minute: string; hour: string; day_month: string; month: string; day_week: string; label: string; flags: CronFlags; environment: EnvironmentStub; _links: Links }
export interface CronFlags { enabled?: boolean; system?: boolean; on_any_web?: boolean }
export interface Crons { total?: number; _links?: Links; _embedded: { items: Cron[] } }
export interface Csr { id: number; csr: string; private_key: string; country: string; state: string; locality: string; organization: string; organizational_unit: string; common_name: string; alternate_names: string[]; flags: CsrFlags; environment: EnvironmentStub; _links: Links }
export interface CsrFlags { used?: boolean; legacy?: boolean }
export interface Csrs { total?: number; _links?: Links; _embedded: { items: Csr[] } }
export interface Database { id: number; name: string; user_name: string; password: string; url: string; db_host: string; ssh_host: string; flags: DatabaseFlags; environment: EnvironmentStub; _links: Links }
export interface DatabaseBackupIdJsonhal { _links?: { self?: { href?: string } }; local_id?: unknown; value?: string; urn?: string; attribute?: unknown; prefix?: unknown }
export interface DatabaseBackupJsonhal { _links?: { self?: { href?: string } }; site?: string; environment?: string; id?: DatabaseBackupIdJsonhal; database_id?: DatabaseIdJsonhal; created_at?: string; type?: "DAILY" | "ON_DEMAND" | "INVALID" }
export interface DatabaseFlags { default?: boolean; perform_backup?: boolean }
export interface DatabaseIdJsonhal { _links?: { self?: { href?: string } }; local_id?: unknown; value?: string; urn?: string; attribute?: unknown; prefix?: unknown }
export interface DatabasePhpConfig { drupal: string; _links: Links }
export interface DatabaseStub { id: number; name: string }
export interface Databases { total: number; _links: Links; _embedded: { items: Database[] } }
export interface DeployCode { source: string; message?: string | undefined; "cloud-actions"?: readonly CloudActionId[] | undefined }
export interface Distribution { name: string; urls: { gz?: string; zip?: string }; update_urls: { gz?: string; zip?: string }; title: string; version: string; drupal_version: string; description: string; image_url: string; flags: { default?: boolean }; _links: Links }
export interface Distributions { total?: number; _links?: Links; _embedded: { items: Distribution[] } }
export interface Dns { /** @deprecated */ apex_domain: DnsRecord[]; /** @deprecated */ subdomains: DnsRecord[]; regional_configuration: { apex_domain?: DnsRecord[]; subdomains?: DnsRecord[] }; global_configuration: { apex_domain?: DnsRecord[]; subdomains?: DnsRecord[] }; _links: Links }
export interface DnsRecord { type: "A" | "AAAA" | "CNAME"; value: string }
export interface Domain { hostname: string; cdn: CdnInformation; flags: DomainFlags; environment: EnvironmentStub; _links: Links }
export interface DomainFlags { default: boolean; active: boolean; wildcard: boolean }
export interface DomainInfoJsonhal { _links?: { self?: { href?: string | undefined } | undefined } | undefined; name?: DomainNameJsonhal | undefined; is_managed?: boolean | undefined }
export interface DomainNameJsonhal { _links?: { self?: { href?: string | undefined } | undefined } | undefined; value?: string | undefined }
export interface DomainRegistration { uuid: string; domain_name: string; health: Health; dns_records: DomainRegistrationDnsRecords[]; _links: Links }
export interface DomainRegistrationDnsRecord { type: "TXT" | "MX" | "CNAME"; name?: string; value: string; health?: Health }
export interface DomainRegistrationDnsRecords { total?: number; _links?: Links; _embedded: { items: DomainRegistrationDnsRecord[] } }
export interface DomainRegistrations { total?: number; pagination?: Pagination; _links?: Links; _embedded: { items: DomainRegistration[] } }
export interface DomainStatus { hostname: string; flags: DomainStatusFlags; ip_addresses: string[]; cnames: string[]; environment: EnvironmentStub; _links: Links }
export interface DomainStatusFlags { default?: boolean; active?: boolean; dns_resolves?: boolean; acquia_hosted?: boolean }
export interface Domains { total: number; _links: Links; _embedded: { items: Domain[] } }
export interface DrupalSSH { id?: number; ingress_acls?: string[]; private?: boolean }
export interface Eip { id: string; status: string; ipv4: string; ipv6?: string; flags?: EipFlags }
export interface EipFlags { active: boolean; deprecated?: boolean; legacy?: boolean }
export interface Eips { total?: number; count?: number; _links?: Links & { parent?: { href?: string }; limit?: { href?: string; templated?: boolean }; offset?: { href?: string; templated?: boolean } }; _embedded: { items: Eip[] } }
export interface Email { status: "active" | "inactive"; _links: Links }
export interface EmailDomain { uuid: string; domain_name: string; flags: { associated?: boolean }; health: Health }
export interface EmailDomains { total?: number; pagination?: Pagination; _links?: Links; _embedded: { items: EmailDomain[] } }
export interface EmbeddedPrivateNetworkList { items: PrivateNetworkResponse[] }
export interface EmbeddedVPCPeerList { items: VPCPeersResponse[] }
export interface EmbeddedVPNList { items: VPNResponse[] }
export interface EntitlementCde { name: string; offering_ids: string[]; expires_at: string; flags: { trial?: boolean }; properties: { databases_total?: number; total?: number; used?: number } }
export interface EntitlementConsumptionBasedPricing { name: string; offering_ids: string[]; expires_at: string; flags: { trial?: boolean }; properties: { visits?: number; views?: number } }
export interface EntitlementDefaultNewrelic { name: string; offering_ids: string[]; expires_at: string; flags: { trial?: boolean }; properties: { id?: string; level?: "pro" } }
export interface EntitlementLogForwarding { name: string; offering_ids: string[]; expires_at: string; flags: { trial?: boolean } }
export interface EntitlementPipelines { name: string; offering_ids: string[]; expires_at: string; flags: { trial?: boolean } }
export interface EntitlementShield { name: string; offering_ids: string[]; expires_at: string; flags: { trial?: boolean } }
export interface Entitlements { _links?: Links; _embedded: { items: (EntitlementPipelines | EntitlementCde | EntitlementConsumptionBasedPricing | EntitlementLogForwarding | EntitlementShield | EntitlementDefaultNewrelic)[] } }
export interface Environment { id: string; label: string; name: string; application: ApplicationStub; domains: string[]; active_domain: string; default_domain: string; image_url: string | null; ssh_url: string; /** @deprecated */ ips: string[]; region: string; balancer: "balancers" | "elb" | "cluster"; platform: "cloud" | "cloud-next" | "unknown"; status: string; type: "node" | "drupal" | "ssg" | "unknown"; size: "small" | "medium" | "large" | "unknown" | null; weight: number | null; vcs: Vcs; flags: EnvironmentFlags; configuration: { operating_system?: string; php?: EnvironmentConfiguration } | null; artifact: ArtifactStub; _links: Links }
export interface EnvironmentConfiguration { version?: string; memory_limit?: number | null; opcache?: number | null; apcu?: number | null; interned_strings_buffer?: number | null; client_max_body_size?: number | null; upload_max_filesize?: number | null; max_execution_time?: number | null; max_post_size?: number | null; max_input_vars?: number | null; memcached_limit?: number | null; operating_system?: string }
export interface EnvironmentFlags { cde?: boolean; cdn?: boolean; "cloud-actions"?: boolean; eips?: boolean; email?: boolean; hsd?: boolean; livedev?: boolean; multicert?: boolean; multi_region?: boolean; production?: boolean; production_mode?: boolean; remote_admin?: boolean; varnish?: boolean; varnish_over_ssl?: boolean }
export interface EnvironmentIdJsonhalBody { _links?: { self?: { href?: string | undefined } | undefined } | undefined; value?: string | undefined }
export interface EnvironmentMetadata { ids?: string[] }
export interface EnvironmentSettings { _links: Links }
export interface EnvironmentStub { id: string; name: string }
export interface EnvironmentUsageMetric { metric: "views" | "visits"; datapoints: string[][]; metadata: { environment?: EnvironmentMetadata; application?: ApplicationMetadata; subscription?: SubscriptionMetadata }; last_data_at: string; _links?: Links }
export interface EnvironmentUsageMetrics { total: number; _links: Links; _embedded: { items: EnvironmentUsageMetric[] } }
export interface EnvironmentVariable { name: string; value: string; _links: Links }
export interface EnvironmentVariables { total: number; _links: Links; _embedded: { items: EnvironmentVariable[] } }
export interface Environments { total: number; _links: Links; _embedded: { items: Environment[] } }
export interface FileDownload { url: string; expires_at: string }
export interface HalItem { self: HalLink; parent?: HalLink }
export interface HalLink { href: string }
export interface HasPermission { access: boolean; _links: Links }
export interface Health { code?: string; details?: string; summary?: string }
export interface HealthStatusJsonhal { _links?: { self?: { href?: string | undefined } | undefined } | undefined; code?: string | undefined; summary?: string | undefined; details?: string | undefined }
export interface HostingSettings { uuid?: string; hosting_id?: string; type?: string; _links?: Links }
export interface Ide { uuid: string; label: string; status: "active" | "provisioning" | "deleting" | "updating" | "provision-failed" | "update-failed" | "delete-failed"; _links: Links; _embedded?: { owner?: UserProfile } }
export interface IdentityProvider { uuid: string; label: string; idp_entity_id: string; sp_entity_id: string; sso_url: string; certificate: string; status: "enabled" | "incomplete" | "disabled"; _links: Links }
export interface IdentityProviders { total: number; _links: Links; _embedded: { items: IdentityProvider[] } }
export interface Ides { total: number; _links: Links; _embedded: { items: Ide[] } }
export interface ImportSite { url: string; name?: string | undefined }
export interface Index { id: string; environment_id: string; config_set_id: string; database_role: string; status: "active" | "pending" | "failed" | "inactive"; health?: Health; solr_version: string; url: string; _links: Links; _embedded: { configuration_set?: ConfigurationSet } }
export interface Indexes { total?: number; pagination?: Pagination; _links?: Links; _embedded: { items: Index[] } }
export interface Ingress { drupal_ssh?: DrupalSSH | undefined }
export interface IngressResponse { drupal_ssh?: DrupalSSH; _links?: HalItem }
export interface Invite { uuid: string; email: string; created_at: string; token: string; flags: InviteFlags; author: UserStub; organization?: OrganizationStub; team?: TeamStub; applications?: ApplicationStub[]; roles?: RoleStub[]; _links: Links }
export interface InviteFlags { declined?: boolean }
export interface Invitees { total: number; _links: Links; _embedded: { items: UserStub[] } }
export interface IsAdministrator { admin: boolean; _links: Links }
export interface IsOwner { owner: boolean; _links: Links }
export interface Isolation { dedicated_compute?: boolean | undefined; dedicated_network?: boolean | undefined }
export interface IsolationResponse { dedicated_compute?: boolean; dedicated_network?: boolean; _links?: HalItem }
export interface LegacyProductKeysSettings { acquia_connector?: { identifier?: string; key?: string }; cloud_api?: { username?: string; key?: string }; _links?: Links }
export interface Links { self: { href: string } }
export interface Log { type: string; label: string; flags: { available?: boolean }; _links: { download?: { href?: string } } }
export interface LogForwardingConsumer { name: string; label: string }
export interface LogForwardingConsumers { total: number; _links: Links; _embedded: { items: LogForwardingConsumer[] } }
export interface LogForwardingDestination { uuid: string; label: string; sources: ("apache-access" | "apache-error" | "varnish-access" | "drupal-request" | "drupal-watchdog" | "php-error" | "stdout" | "stderr")[]; consumer: "loggly" | "splunk" | "sumologic" | "syslog"; credentials: LogForwardingDestinationCredentials; address: string; status: "active" | "pending" | "installing" | "install-failed" | "deleting" | "delete-failed" | "disabling" | "disable-failed" | "inactive" | "failing"; flags: LogForwardingDestinationFlags; health: Health; environment: EnvironmentStub; _links: Links }
export interface LogForwardingDestinationCredentials { certificate: { certificate?: string; expires_at?: string }; key?: string | null; token?: string | null }
export interface LogForwardingDestinationFlags { enabled?: boolean; certificate_expiring?: boolean }
export interface LogForwardingDestinations { total: number; _links: Links; _embedded: { items: LogForwardingDestination[] } }
export interface LogForwardingSource { name: string; label: string; platforms: string[] }
export interface LogForwardingSources { total: number; _links: Links; _embedded: { items: LogForwardingSource[] } }
export interface Logs { total: number; _links: Links; _embedded: { items: Log[] } }
export interface Logstream { logstream: { url: string; params: Record<string, unknown>; commands: string[] }; _links: Links }
export interface Message { message: string }
export interface MessageWithLinks { message: string; _links: Links }
export interface Metrics { _links: Links }
export interface ModProxy { status: "active" | "inactive"; _links?: Links }
export interface NotificationStub { uuid: string; event: string; label: string; description: string; created_at: string; completed_at?: string | null; status: "completed" | "in-progress" | "failed"; progress: number; context: Record<string, unknown>; _links: Links; _embedded?: Record<string, unknown> }
export interface OperatingSystems { versions: { name?: string; label?: string; version?: string; available?: boolean }[]; _links: Links }
export interface Organization { id: string; uuid: string; name: string; subscriptions_total: number; admins_total: number; users_total: number; teams_total: number; roles_total: number; owner: UserStub; flags: { federated_authentication?: boolean }; _links: Links; _embedded: { owner?: UserStubEmbedded } }
export interface OrganizationAdminInvite { uuid: string; email: string; created_at: string; token: string; flags: InviteFlags; author: UserStub; organization: OrganizationStub; _links: Links }
export interface OrganizationAdminInvites { total: number; _links: Links; _embedded: { items: OrganizationAdminInvite[] } }
export interface OrganizationAdminUserProfile { uuid: string; first_name: string; last_name: string; /** @deprecated */ last_login_at: string | null; mail: string; picture_url: string | null; username: string; flags: { owner?: boolean }; _links: Links }
export interface OrganizationAdminUserProfiles { total: number; _links: Links; _embedded: { items: OrganizationAdminUserProfile[] } }
export interface OrganizationApplications { total: number; _links: Links; _embedded: { items: ApplicationNoEmbedded[] } }
export interface OrganizationAvailableTags { total: number; _links: Links; _embedded: { items: ResourceTagOrganization[] } }
export interface OrganizationMembers { total: number; _links: Links; _embedded: { items: OrganizationUserProfile[] } }
export interface OrganizationNoEmbedded { id: string; uuid: string; name: string; subscriptions_total: number; admins_total: number; users_total: number; teams_total: number; roles_total: number; owner: UserStub; flags: { federated_authentication?: boolean }; _links: Links }
export interface OrganizationStub { uuid: string; name: string }
export interface OrganizationStubEmbedded { uuid: string; name: string; _links?: Links }
export interface OrganizationTeamInvite { applications: ApplicationStub[]; author: UserStub; organization: OrganizationStub; uuid: string; email: string; created_at: string; token: string; flags: InviteFlags; team: TeamStub; roles: RoleStub[]; _links: Links }
export interface OrganizationTeamInvites { total: number; _links: Links; _embedded: { items: OrganizationTeamInvite[] } }
export interface OrganizationTeamStub { uuid: string; name: string; roles: RoleStub[] }
export interface OrganizationUserProfile { uuid: string; first_name: string; last_name: string; mail: string; picture_url: string | null; username: string; teams: OrganizationTeamStub[]; _links: Links }
export interface Organizations { total?: number; _links?: Links; _embedded: { items: OrganizationNoEmbedded[] } }
export interface OrganizationsNotifications { total?: number; pagination?: Pagination; _links?: Links; _embedded: { items: NotificationStub[] } }
export interface Pagination { total?: number; limit?: number; offset?: number }
export interface Password { password: string }
export interface PasswordValidation { valid?: boolean }
export interface Permission { name: string; label: string; description: string | null; group_label: string; flags: PermissionFlags }
export interface PermissionFlags { deprecated?: boolean }
export interface Permissions { total?: number; _links?: Links; _embedded: { items: Permission[] } }
export interface PostCertificate { legacy?: boolean | undefined; certificate: string; private_key: string; ca_certificates?: string | undefined; csr_id?: number | undefined; label?: string | undefined }
export interface PostCron { command: string; frequency: string; label: string }
export interface PostCsr { country: string; state: string; locality: string; organization: string; organizational_unit: string; common_name: string; alternate_names?: readonly string[] | undefined }
export interface PostInvite { email: string; roles: readonly string[] }
export interface PrivateEgressAccess { drupal?: boolean }
export interface PrivateNetworkHALLinks { self: HalLink; isolation?: HalLink; ingress?: HalLink; connections?: HalLink; vpns?: HalLink; vpc_peers?: HalLink }
export interface PrivateNetworkResponse { id?: string; subscription_id?: string; region?: string; name?: string; description?: string; label?: string; status?: "creating" | "active" | "create-failed" | "updating" | "update-failed" | "deleting" | "deleted" | "delete-failed"; created_at?: string; updated_at?: string; _links?: PrivateNetworkHALLinks }
export interface PrivateNetworkServiceAPIMessage { message: string; _links?: HalItem }
export interface PutCloudActions { "cloud-actions": Record<string, boolean> }
export interface PutCron { command?: string | undefined; frequency?: string | undefined; label?: string | undefined }
export interface RemoteAdministration { update_mode: "update" | "inform" | "none"; update_type?: "core" | "core_contrib" | undefined; pause_until?: string | null | undefined; deploy_at?: string | null | undefined; deploy_environment?: string | undefined; source_environment?: string | undefined; copy_files?: boolean | undefined; copy_database?: boolean | undefined; merge_tag?: boolean | undefined; merge_branch?: string | undefined }
export interface RemoteAdministrationSettings { application_uuid?: string; update_mode?: "full" | "inform" | "none"; update_type?: "core" | "core_contrib"; pause_until?: string | null; deploy_at?: string | null; deploy_environment?: string; source_environment?: string; merge_branch?: string | null; flags?: { copy_files?: boolean; copy_database?: boolean; merge_tag?: boolean }; _links?: Links }
export interface ResourceTag { name: string; color: string; context: { organization?: { uuids?: string[] }; application?: { uuids?: string[] } }; _links: Links }
export interface ResourceTagEmbedded { name: string; color: string; _links: Links }
export interface ResourceTagOrganization { name: string; color: string; context: { organization?: { uuids?: string[] }; application?: { uuids?: string[] } } }
export interface ResourceTags { total: number; _links: Links; _embedded: { items: ResourceTag[] } }
export interface Role { uuid?: string; name?: string; description?: string; permissions?: Permission[]; organization?: OrganizationStub; last_edited?: { edited_at?: string; user?: UserStub }; flags?: { default?: boolean } }
export interface RoleStub { uuid: string; name: string }
export interface Roles { total?: number; _links?: Links; _embedded: { items: Role[] } }
export interface Root { status: { configuration?: boolean; registry?: boolean; acp_provisioning_enabled?: boolean; acf_provisioning_enabled?: boolean }; _links: Links }
export interface Search { _links: Links }
export interface SecuritySettings { uuid?: string; allowed_ips?: string[]; tfa_required?: boolean; _links?: Links }
export interface Server { id: number; name: string; hostname: string; ssh_user: string; ip: string; status: "normal" | "stopped" | "launching" | "cancelled" | "unknown"; region: string; roles: ("web" | "db" | "bal")[]; ami_type: string; operating_system: string; configuration: ServerConfiguration; flags: ServerFlags; environment: EnvironmentStub; _links: Links }
export interface ServerConfiguration { ecu?: number | null; memory?: number | null; memcache?: number | null }
export interface ServerFlags { elastic_ip?: boolean; active_web?: boolean; active_bal?: boolean; primary_db?: boolean; web?: boolean; database?: boolean; balancer?: boolean; fs?: boolean; memcache?: boolean; dedicated?: boolean; self_service?: boolean }
export interface ServerStub { id: string; name: string }
export interface Servers { total: number; _links: Links; _embedded: { items: Server[] } }
export interface Settings { _links?: Links }
export interface ShieldAcl { uuid: string; subscription: SubscriptionStub; description: string; service: "ssh"; addresses: string[]; action: "allow" | "deny"; status: "active" | "inactive"; _links: Links }
export interface ShieldAclCollection { total: number; _links: Links; _embedded: { items: ShieldAcl[] } }
export interface SiteIdJsonhalBody { _links?: { self?: { href?: string | undefined } | undefined } | undefined; value?: string | undefined }
export interface SiteInstanceJsonhalBody { _links?: { self?: { href?: string | undefined } | undefined } | undefined; site_id?: SiteIdJsonhalBody | undefined; environment_id?: EnvironmentIdJsonhalBody | undefined; status?: "SITE_INSTANCE_STATUS_UNSPECIFIED" | "SITE_INSTANCE_STATUS_PENDING" | "SITE_INSTANCE_STATUS_READY" | "SITE_INSTANCE_STATUS_FAILED" | "SITE_INSTANCE_STATUS_MARKED_FOR_DELETION" | "SITE_INSTANCE_STATUS_DELETING" | "SITE_INSTANCE_STATUS_DELETED" | "SITE_INSTANCE_STATUS_DELETE_FAILED" | "SITE_INSTANCE_STATUS_SYNCING" | "SITE_INSTANCE_STATUS_FINALIZING" | "SITE_INSTANCE_STATUS_DISABLED" | undefined; health_status?: HealthStatusJsonhal | undefined; domains?: readonly DomainInfoJsonhal[] | undefined }
export interface SshKey { uuid: string; label: string; public_key: string; fingerprint: string; created_at: string; _links: Links }
export interface SshKeyRequest { label: string; public_key: string }
export interface SshKeys { total: number; _links: Links; _embedded: { items: SshKey[] } }
export interface Ssl { balancer: { hostname?: string }; ips: string[]; _links: Links }
export interface StackMetricsData { total: number; _links: Links; _embedded: { items: StackMetricsMetric[] } }
export interface StackMetricsMetric { metric: "apache-requests" | "bal-cpu" | "bal-memory" | "cron-memory" | "db-cpu" | "db-disk-size" | "db-disk-usage" | "db-memory" | "file-disk-size" | "file-cpu" | "file-disk-usage" | "file-memory" | "http-2xx" | "http-3xx" | "http-4xx" | "http-5xx" | "mysql-slow-query-count" | "nginx-requests" | "out-of-memory" | "php-proc-max-reached-site" | "php-proc-max-reached-total" | "php-proc-site" | "php-proc-total" | "varnish-cache-hit-rate" | "varnish-requests" | "web-cpu" | "web-memory"; datapoints: string[][]; last_data_at: string; metadata: { host?: string } }
export interface Subscription { id: number; uuid: string; name: string; start_at: string; expire_at: string; product: { id?: number; name?: string; type?: string }; applications_total: number; applications_used: number; /** @deprecated */ organization: { uuid: string; name: string }; flags: SubscriptionFlags; _links: Links; _embedded: { items: OrganizationStub[] } }
export interface SubscriptionApplications { total: number; _links: Links; _embedded: { items: ApplicationNoEmbedded[] } }
export interface SubscriptionFlags { active?: boolean; expired?: boolean; zuora?: boolean }
export interface SubscriptionMetadata { uuids?: string[] }
export interface SubscriptionStub { uuid: string; name: string }
export interface SubscriptionStubEmbedded { uuid: string; name: string; _links: Links }
export interface SubscriptionUsageMetric { metric: "views" | "visits"; datapoints: string[][]; metadata: { environment?: EnvironmentMetadata; application?: ApplicationMetadata; subscription?: SubscriptionMetadata }; last_data_at: string; _links?: Links }
export interface SubscriptionUsageMetrics { total: number; _links: Links; _embedded: { items: SubscriptionUsageMetric[] } }
export interface Subscriptions { total?: number; _links?: Links; _embedded: { items: Subscription[] } }
export interface SwitchCode { branch: string; "cloud-actions"?: readonly CloudActionId[] | undefined }
export interface Team { uuid: string; name: string; created_at: string; updated_at: string; organization: OrganizationStub; _links: Links }
export interface TeamApplications { total: number; _links: Links; _embedded: { items: ApplicationNoEmbedded[] } }
export interface TeamInvites { total: number; _links: Links; _embedded: { items: Invite[] } }
export interface TeamMembers { total: number; _links: Links; _embedded: { items: TeamUserProfile[] } }
export interface TeamStub { uuid: string; name: string }
export interface TeamUserProfile { uuid: string; first_name: string; last_name: string; mail: string; picture_url: string; username: string; roles: RoleStub[] }
export interface Teams { total: number; _links: Links; _embedded: { items: Team[] } }
export interface Token { uuid: string; active: boolean; label: string; revocation: string | null; flags: { active?: boolean }; created_at: string; _links: Links }
export interface TokenCreation { /** @deprecated */ api_key?: string; /** @deprecated */ api_secret?: string; client_id: string; client_secret: string; _links: Links }
export interface TokenRequest { label: string }
export interface Tokens { total: number; _links: Links; _embedded: { items: Token[] } }
export interface Tunnel { id?: number | undefined; shared_key?: string | undefined; internal_cidr?: string | undefined; ike_versions?: string | undefined; startup_action?: string | undefined; dpd_timeout_action?: string | undefined }
export interface TunnelResponse { id?: number; shared_key?: string; internal_cidr?: string; ike_versions?: string; startup_action?: string; dpd_timeout_action?: string; address?: string }
export interface UpdateConnectionRequestSpec { private_egress_access?: PrivateEgressAccess | undefined }
export interface UpdatePrivateNetworkRequestSpec { description?: string | undefined; label?: string | undefined }
export interface Usage { _links: Links }
export interface User { /** @deprecated */ id?: number; uuid: string; name: string; first_name: string; last_name: string; last_login_at: string | null; created_at: string; mail: string; phone: { office?: string | null; tfa?: string | null }; job_title: string; job_function: "--" | "Business Executive" | "IT Executive" | "IT Architect or IT Operations" | "Product or Digital Marketing" | "Website Design or Development"; company: string; country: string; state?: string; timezone: string; picture_url: string; /** @deprecated */ features?: ("ci-pipelines" | "n3-disabled" | "n3-hybrid-mode" | "on-demand-environments" | "php7" | "php71" | "platform")[]; flags: UserFlags; /** @deprecated */ metadata?: { applications?: { recent?: { uuid?: string; recent_at?: string }[]; starred?: string[] } }; _links: Links }
export interface UserFlags { active?: boolean; tfa?: boolean; support?: boolean }
export interface UserProfile { uuid: string; first_name: string; last_name: string; /** @deprecated */ last_login_at: string | null; created_at: string; email: string; picture_url: string | null; username: string }
export interface UserStub { uuid: string; first_name: string; last_name: string; mail: string; picture_url: string | null; username: string }
export interface UserStubEmbedded { uuid: string; first_name: string; last_name: string; mail: string; picture_url: string | null; username: string; _links: Links }
export interface UxMessage { id: number; uuid: string; title: string; body: string | null; url: string | null; filters: UxMessageFilters; flags: UxMessageFlags; weight: number; start_at: string; expire_at: string; _links: Links }
export interface UxMessageFilters { paths?: string[]; display_mode?: "bar" | "list"; type?: "alert" | "general" | "new" | "warning" }
export interface UxMessageFlags { dismissed?: boolean; dismissible?: boolean; active?: boolean }
export interface UxMessages { total: number; _links: Links; _embedded: { items: UxMessage[] } }
export interface VPCPeers { id?: number | undefined; name?: string | undefined; aws_account?: string | undefined; vpc_id?: string | undefined; vpc_cidr?: string | undefined; region?: string | undefined }
export interface VPCPeersResponse { id?: number; name?: string; aws_account?: string; vpc_id?: string; vpc_cidr?: string; peering_connection_id?: string; region?: string; _links?: HalItem }
export interface VPN { id?: number | undefined; name: string; gateway_ip: string; routes: readonly string[]; tunnel1?: Tunnel | undefined; tunnel2?: Tunnel | undefined }
export interface VPNResponse { id?: number; name: string; gateway_ip: string; routes: string[]; tunnel1?: TunnelResponse; tunnel2?: TunnelResponse; _links?: HalItem }
export interface Vcs { type: "git" | "svn"; path: string | null; url: string }
export type ArtifactStub = { name: string; id: number } | null;
export type CdnInformation = { status?: "active" | "installing" | "install-failed" | "deleting" | "delete-failed" | "unknown" } | null;
export type CloudActionId = string;
export type UserStubNullable = { uuid: string; first_name: string; last_name: string; mail: string; picture_url: string | null; username: string } | null;
