// Generated from an OpenAPI document by packages/openapi: change the generator, not this file.
import type { CloudOperations } from '../operations.gen.ts';
import * as c from './components.gen.ts';
import * as s from '@acme/http/schemas';

export const createPrivateNetwork: s.Schema<CloudOperations['post']["/private-networks"]['answer']> = /* @__PURE__ */ s.lazy(() => c.PrivateNetworkServiceAPIMessage);
export const getPrivateNetwork: s.Schema<CloudOperations['get']["/private-networks/{privateNetworkId}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.PrivateNetworkResponse);
export const updatePrivateNetwork: s.Schema<CloudOperations['put']["/private-networks/{privateNetworkId}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.PrivateNetworkServiceAPIMessage);
export const deletePrivateNetwork: s.Schema<CloudOperations['delete']["/private-networks/{privateNetworkId}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.PrivateNetworkServiceAPIMessage);
export const getPrivateNetworksBySubscription: s.Schema<CloudOperations['get']["/subscriptions/{subscriptionId}/private-networks"]['answer']> = /* @__PURE__ */ s.lazy(() => s.object({ count: s.number(), total: s.number(), _embedded: c.EmbeddedPrivateNetworkList, _links: s.optional(c.HalItem) }));
export const getAllVpnsFromPrivateNetwork: s.Schema<CloudOperations['get']["/private-networks/{privateNetworkId}/connections/vpns"]['answer']> = /* @__PURE__ */ s.lazy(() => s.object({ count: s.number(), total: s.number(), _embedded: c.EmbeddedVPNList, _links: s.optional(c.HalItem) }));
export const addVpnToPrivateNetwork: s.Schema<CloudOperations['post']["/private-networks/{privateNetworkId}/connections/vpns"]['answer']> = /* @__PURE__ */ s.lazy(() => c.PrivateNetworkServiceAPIMessage);
export const getVpnFromPrivateNetwork: s.Schema<CloudOperations['get']["/private-networks/{privateNetworkId}/connections/vpns/{vpnId}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.VPNResponse);
export const updateVpnInPrivateNetwork: s.Schema<CloudOperations['put']["/private-networks/{privateNetworkId}/connections/vpns/{vpnId}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.PrivateNetworkServiceAPIMessage);
export const deleteVpnFromPrivateNetwork: s.Schema<CloudOperations['delete']["/private-networks/{privateNetworkId}/connections/vpns/{vpnId}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.PrivateNetworkServiceAPIMessage);
export const getAllVpcPeersFromPrivateNetwork: s.Schema<CloudOperations['get']["/private-networks/{privateNetworkId}/connections/vpc-peers"]['answer']> = /* @__PURE__ */ s.lazy(() => s.object({ count: s.number(), total: s.number(), _embedded: c.EmbeddedVPCPeerList, _links: s.optional(c.HalItem) }));
export const addVpcPeerToPrivateNetwork: s.Schema<CloudOperations['post']["/private-networks/{privateNetworkId}/connections/vpc-peers"]['answer']> = /* @__PURE__ */ s.lazy(() => c.PrivateNetworkServiceAPIMessage);
export const getVpcPeerFromPrivateNetwork: s.Schema<CloudOperations['get']["/private-networks/{privateNetworkId}/connections/vpc-peers/{vpcPeerId}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.VPCPeersResponse);
export const deleteVpcPeerFromPrivateNetwork: s.Schema<CloudOperations['delete']["/private-networks/{privateNetworkId}/connections/vpc-peers/{vpcPeerId}"]['answer']> = /* @__PURE__ */ s.lazy(() => c.PrivateNetworkServiceAPIMessage);
export const getPrivateNetworkConnections: s.Schema<CloudOperations['get']["/private-networks/{privateNetworkId}/connections"]['answer']> = /* @__PURE__ */ s.lazy(() => c.ConnectionsResponse);
export const updatePrivateNetworkConnections: s.Schema<CloudOperations['put']["/private-networks/{privateNetworkId}/connections"]['answer']> = /* @__PURE__ */ s.lazy(() => c.PrivateNetworkServiceAPIMessage);
export const getPrivateNetworkIsolation: s.Schema<CloudOperations['get']["/private-networks/{privateNetworkId}/isolation"]['answer']> = /* @__PURE__ */ s.lazy(() => c.IsolationResponse);
export const updatePrivateNetworkIsolation: s.Schema<CloudOperations['put']["/private-networks/{privateNetworkId}/isolation"]['answer']> = /* @__PURE__ */ s.lazy(() => c.PrivateNetworkServiceAPIMessage);
export const getIngressFromPrivateNetwork: s.Schema<CloudOperations['get']["/private-networks/{privateNetworkId}/ingress"]['answer']> = /* @__PURE__ */ s.lazy(() => c.IngressResponse);
export const updatePrivateNetworkIngress: s.Schema<CloudOperations['put']["/private-networks/{privateNetworkId}/ingress"]['answer']> = /* @__PURE__ */ s.lazy(() => c.PrivateNetworkServiceAPIMessage);
