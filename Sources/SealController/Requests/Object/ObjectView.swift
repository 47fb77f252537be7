// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import KubeClient
internal import Wire

/// What of an object decides whether a request has been, and may be, carried out.
struct ObjectView: Hashable, Sendable {
    /// The annotation that says which request was carried out last.
    static let annotation = "k3s-daas.io/request"

    var uid: String
    var resourceVersion: String
    var created: WallTime?
    /// Whether somebody has deleted it, and something keeps it.
    var isLeaving = false
    /// The last request that was carried out on it, if it says one.
    var lastRequest: UInt64?

    /// Reads an object; `nil` for what is none.
    static func read(_ body: [UInt8]) -> ObjectView? {
        do throws(JSONError) {
            var parser = try KubeDocument.parser(for: body.count)
            return try parser.withDocument(body.span) { object throws(JSONError) in
                guard object.kind == .object, let metadata = try object.object("metadata") else {
                    throw .wrongType
                }
                let last = try metadata.object("annotations")?.text("k3s-daas.io/request")
                return ObjectView(
                    uid: try metadata.neededText("uid"), resourceVersion: try metadata.neededText("resourceVersion"),
                    created: try metadata.text("creationTimestamp").flatMap { RFC3339.read($0) },
                    isLeaving: try metadata.text("deletionTimestamp") != nil,
                    // What is no number was written by somebody else, and says nothing.
                    lastRequest: last.flatMap { UInt64($0) })
            }
        } catch { return nil }
    }
}
