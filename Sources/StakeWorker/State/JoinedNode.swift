// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// What the machine joined as; nothing in it is secret.
struct JoinedNode: Hashable, Sendable {
    /// The node's name in Kubernetes.
    var nodeName: String
    /// Where the cluster's server is.
    var serverURL: String
    /// From when on the token in the agent's configuration opens nothing, since 1970.
    var tokenExpiresMilliseconds: UInt64

    private static let version: UInt64 = 1

    /// Reads what is kept; `nil` where the machine has not joined.
    static func read(_ folder: StateFolder) throws(WorkerFailure) -> JoinedNode? {
        guard let bytes = try folder.read(.joined) else { return nil }
        do throws(BCSError) {
            var reader = BCSReader(bytes.span)
            guard try reader.integer() == version else { throw BCSError(.unknownVariant) }
            let node = JoinedNode(
                nodeName: try reader.string(), serverURL: try reader.string(),
                tokenExpiresMilliseconds: try reader.integer())
            try reader.finish()
            return node
        } catch { throw WorkerFailure(.file, "\(folder.place(.joined)): not what this version writes: join again") }
    }

    /// Keeps it.
    func write(_ folder: StateFolder) throws(WorkerFailure) {
        var writer = BCSWriter()
        writer.integer(Self.version)
        writer.string(nodeName)
        writer.string(serverURL)
        writer.integer(tokenExpiresMilliseconds)
        try folder.write(.joined, writer.bytes)
    }
}
