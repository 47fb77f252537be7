// SPDX-License-Identifier: Apache-2.0
internal import KubeClient
internal import Wire

extension PodView {
    private static let mirror: StaticString = "kubernetes.io/config.mirror"

    /// Reads a pod.
    init(_ object: borrowing JSONValue) throws(JSONError) {
        guard object.kind == .object, let metadata = try object.object("metadata") else { throw .wrongType }
        self.init(
            namespace: try metadata.neededText("namespace"), name: try metadata.neededText("name"),
            uid: try metadata.neededText("uid"))
        isTerminating = try metadata.part("deletionTimestamp") != nil
        let isMirror = try metadata.object("annotations")?.member(Self.mirror) != nil
        let (isDaemons, isOver) = (try Self.isDaemons(metadata), try Self.isOver(object))
        isLeftAlone = isMirror || isDaemons || isOver
        if let spec = try object.object("spec") { secrets = try PodSecrets.names(in: spec) }
    }

    private static func isDaemons(_ metadata: borrowing JSONValue) throws(JSONError) -> Bool {
        guard let owners = try metadata.list("ownerReferences") else { return false }
        var walk = owners.children
        while walk.advance() {
            guard let owner = walk.value, owner.kind == .object else { throw .wrongType }
            guard try owner.part("controller")?.bool == true, try owner.part("kind")?.equals("DaemonSet") == true else {
                continue
            }
            return true
        }
        return false
    }

    private static func isOver(_ object: borrowing JSONValue) throws(JSONError) -> Bool {
        guard let phase = try object.object("status")?.part("phase") else { return false }
        return phase.equals("Succeeded") || phase.equals("Failed")
    }

    /// Reads a part of a list of pods, and where the next begins; `nil` for what is none.
    static func readPage(_ body: [UInt8]) -> (pods: [PodView], continuation: String?)? {
        do throws(JSONError) {
            var parser = try KubeDocument.parser(for: body.count)
            return try parser.withDocument(body.span) { list throws(JSONError) in
                var pods: [PodView] = []
                guard list.kind == .object, let items = try list.list("items") else { throw .wrongType }
                var walk = items.children
                while walk.advance() {
                    guard let item = walk.value else { throw .wrongType }
                    pods.append(try PodView(item))
                }
                let next = try list.object("metadata")?.text("continue") ?? ""
                return (pods, next.isEmpty ? nil : next)
            }
        } catch { return nil }
    }
}
