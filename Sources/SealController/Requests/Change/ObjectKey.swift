// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// Which object a request is about: requests for one object are carried out one after the other, in the order of their numbers.
///
/// It is taken from the request's own words, so that what cannot be read still has its place in the order.
struct ObjectKey: Hashable, Sendable {
    let resource: String
    let namespace: String
    let name: String

    init(_ request: KubernetesRequest) {
        resource = request.resource
        namespace = request.namespace
        name = request.name
    }
}
