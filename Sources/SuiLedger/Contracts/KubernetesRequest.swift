// SPDX-License-Identifier: Apache-2.0
public import Wire

/// A change of the cluster that was asked for on chain.
///
/// In Move: `k8s_scheduler::Request`.
public struct KubernetesRequest: Hashable, Sendable {
    /// Who asks.
    public var submitter: Address
    /// Its id: stays when the secret is refreshed.
    public var sealID: Address
    /// 1 apply, 2 delete, 3 scale, 4 patch.
    public var method: UInt8
    /// The resource, with its group.
    public var resource: String
    /// The namespace; empty for what has none.
    public var namespace: String
    /// The object's name.
    public var name: String
    /// The manifest, or empty.
    public var manifest: String
    /// Where the manifest is, or empty.
    public var uri: String
    /// SHA-256 of what is found there.
    public var contentHash: [UInt8]
    /// From 1 to 10.
    public var priority: UInt8
    /// Where it stands.
    public var status: UInt8
    /// The worker.
    public var worker: Address?
    /// What became of it, for people.
    public var result: String
    /// When it was asked for.
    public var submittedMilliseconds: UInt64
    /// When it was assigned.
    public var assignedMilliseconds: UInt64
    /// When it ended.
    public var finishedMilliseconds: UInt64
    /// The `no` of the last change: of two copies the higher is right.
    public var sequence: UInt64
    /// For later versions.
    public var ext: [UInt8]

    /// Puts one together.
    public init(
        submitter: Address, sealID: Address, method: UInt8, resource: String, namespace: String, name: String,
        manifest: String, uri: String, contentHash: [UInt8], priority: UInt8, status: UInt8, worker: Address?,
        result: String, submittedMilliseconds: UInt64, assignedMilliseconds: UInt64, finishedMilliseconds: UInt64,
        sequence: UInt64, ext: [UInt8]
    ) {
        self.submitter = submitter
        self.sealID = sealID
        self.method = method
        self.resource = resource
        self.namespace = namespace
        self.name = name
        self.manifest = manifest
        self.uri = uri
        self.contentHash = contentHash
        self.priority = priority
        self.status = status
        self.worker = worker
        self.result = result
        self.submittedMilliseconds = submittedMilliseconds
        self.assignedMilliseconds = assignedMilliseconds
        self.finishedMilliseconds = finishedMilliseconds
        self.sequence = sequence
        self.ext = ext
    }
}

extension KubernetesRequest: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        writer.address(submitter)
        writer.address(sealID)
        writer.uint8(method)
        writer.string(resource)
        writer.string(namespace)
        writer.string(name)
        writer.string(manifest)
        writer.string(uri)
        writer.bytes(contentHash)
        writer.uint8(priority)
        writer.uint8(status)
        writer.optional(worker) { writer, value in writer.address(value) }
        writer.string(result)
        writer.integer(submittedMilliseconds)
        writer.integer(assignedMilliseconds)
        writer.integer(finishedMilliseconds)
        writer.integer(sequence)
        writer.bytes(ext)
    }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        submitter = try reader.address()
        sealID = try reader.address()
        method = try reader.uint8()
        resource = try reader.string()
        namespace = try reader.string()
        name = try reader.string()
        manifest = try reader.string()
        uri = try reader.string()
        contentHash = try reader.bytes()
        priority = try reader.uint8()
        status = try reader.uint8()
        worker = try reader.isPresent() ? try reader.address() : nil
        result = try reader.string()
        submittedMilliseconds = try reader.integer()
        assignedMilliseconds = try reader.integer()
        finishedMilliseconds = try reader.integer()
        sequence = try reader.integer()
        ext = try reader.bytes()
    }
}
