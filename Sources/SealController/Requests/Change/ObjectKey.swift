// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// Whose request it is and which object it is about: those of one submitter for one object are carried out one after the other, in the order
/// of their numbers.
///
/// Others' requests wait for none of them: whoever may do nothing with an object could hold up those who may.
/// It is taken from the request's own words, so that what cannot be read still has its place in the order.
struct ObjectKey: Hashable, Sendable {
    let submitter: Address
    let resource: String
    let namespace: String
    let name: String

    init(_ request: KubernetesRequest) {
        submitter = request.submitter
        resource = request.resource
        namespace = request.namespace
        name = request.name
    }
}
