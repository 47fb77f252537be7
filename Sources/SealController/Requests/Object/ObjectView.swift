// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import KubeClient
internal import Wire

/// What of an object decides whether a request has been, and may be, carried out.
struct ObjectView: Hashable, Sendable {
    var uid: String
    var resourceVersion: String
    var created: WallTime?
    /// Whether somebody has deleted it, and something keeps it.
    var isLeaving = false
    /// The last request of ours that was carried out on it, if it says one.
    var lastRequest: UInt64?

    /// Reads an object; `nil` for what has no uid or no version, as metrics: nothing of it is kept that could be changed.
    static func read(_ body: [UInt8], _ mark: RequestMark) throws(KubeError) -> ObjectView? {
        do throws(JSONError) {
            var parser = try KubeDocument.parser(for: body.count)
            return try parser.withDocument(body.span) { (object) throws(JSONError) -> ObjectView? in
                guard object.kind == .object, let metadata = try object.object("metadata") else {
                    throw .wrongType
                }
                guard let uid = try metadata.text("uid"), let version = try metadata.text("resourceVersion"),
                    !uid.isEmpty, !version.isEmpty
                else { return nil }
                let last = try metadata.object("annotations")?.text("k3s-daas.io/request")
                return ObjectView(
                    uid: uid, resourceVersion: version,
                    created: try metadata.text("creationTimestamp").flatMap { RFC3339.read($0) },
                    isLeaving: try metadata.text("deletionTimestamp") != nil,
                    // What is no mark was written by somebody else, and says nothing.
                    lastRequest: last.flatMap { mark.number(in: $0) })
            }
        } catch { throw KubeError(.broken, wasSent: true) }
    }
}
