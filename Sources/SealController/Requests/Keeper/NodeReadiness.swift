// SPDX-License-Identifier: Apache-2.0
internal import KubeClient
internal import Wire

/// Whether a Node takes new pods.
enum NodeReadiness {
    /// Reads a Node; what cannot be read takes none.
    static func read(_ body: [UInt8]) -> Bool {
        do throws(JSONError) {
            var parser = try KubeDocument.parser(for: body.count)
            return try parser.withDocument(body.span) { node throws(JSONError) in
                guard node.kind == .object else { throw .wrongType }
                // One that is being deleted may be there for long, held by a finalizer, with a kubelet that says that it is ready.
                guard try node.object("metadata")?.part("deletionTimestamp") == nil else { return false }
                if let spec = try node.object("spec") {
                    guard try !isCordoned(spec), try !isTainted(spec) else { return false }
                }
                return try isReady(node)
            }
        } catch { return false }
    }

    private static func isCordoned(_ spec: borrowing JSONValue) throws(JSONError) -> Bool {
        guard let mark = try spec.part("unschedulable") else { return false }
        guard let isCordoned = mark.bool else { throw .wrongType }
        return isCordoned
    }

    /// Whether it has a taint beside the one of all staked machines that keeps pods away.
    private static func isTainted(_ spec: borrowing JSONValue) throws(JSONError) -> Bool {
        guard let taints = try spec.list("taints") else { return false }
        var walk = taints.children
        while walk.advance() {
            guard let taint = walk.value, taint.kind == .object else { throw .wrongType }
            let effect = try taint.neededText("effect")
            if try taint.neededText("key") != NodeTaint.worker, effect != "PreferNoSchedule" { return true }
        }
        return false
    }

    private static func isReady(_ node: borrowing JSONValue) throws(JSONError) -> Bool {
        guard let conditions = try node.object("status")?.list("conditions") else { return false }
        var walk = conditions.children
        while walk.advance() {
            guard let condition = walk.value, condition.kind == .object else { throw .wrongType }
            guard try condition.text("type") == "Ready" else { continue }
            return try condition.text("status") == "True"
        }
        return false
    }
}
