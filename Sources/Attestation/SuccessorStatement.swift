// SPDX-License-Identifier: Apache-2.0
internal import Bytes
public import Crypto
public import Kernel
internal import Wire

/// An enclave's word that other keys of its own take the place of those in its documents: how it rotates them without a restart.
///
/// PCR 16 fixes the keys that an enclave began with, among them the one that signs; what that key names is as good as they are.
/// The statement is the deterministic CBOR of `[body, signature]`, the body that of
/// `{0: "k3s-daas/successor/v1", 1: cluster, 2: sequence, 3: from, 4: tls, 5: recipient}`, the signature Ed25519 over the body.
/// There is no second way to write one.
public struct SuccessorStatement: Hashable, Sendable {
    /// The longest that is read: what we write has 218 bytes at most.
    public static let maximumLength = 512

    private static let domain = "k3s-daas/successor/v1"

    /// The cluster that the enclave serves.
    public var cluster: Bytes32
    /// Which one it is: 1 is the first, and a later one makes those before it void.
    public var sequence: UInt64
    /// From when on the keys are in use, in milliseconds since 1970.
    public var notBefore: UInt64
    /// SHA-256 of the TLS key's SubjectPublicKeyInfo.
    public var tls: Bytes32
    /// The X25519 key that secrets are sealed to.
    public var recipient: Bytes32

    /// Names successors.
    public init(cluster: Bytes32, sequence: UInt64, notBefore: UInt64, tls: Bytes32, recipient: Bytes32) {
        self.cluster = cluster
        self.sequence = sequence
        self.notBefore = notBefore
        self.tls = tls
        self.recipient = recipient
    }

    /// The statement under the signature of the key that PCR 16 fixes.
    public func signed(by key: borrowing PrivateKey) throws(CryptoError) -> [UInt8] {
        guard key.curve == .ed25519 else { throw CryptoError(.invalidKey) }
        let body = body
        return Self.envelope(body, try key.sign(body))
    }

    /// Why a statement is worth nothing; closed.
    public enum Refusal: String, Error, Hashable, Sendable, CaseIterable {
        /// It is not such a statement, or is written in another way.
        case malformed
        /// The key that was expected did not sign it.
        case badSignature = "bad_signature"
        /// It speaks of another cluster.
        case otherCluster = "other_cluster"
        /// A later one is known.
        case superseded
        /// Its time has not come.
        case early
    }

    /// Reads a statement and believes it, or says why not.
    ///
    /// `signingKey` is the key of a verified document; `known` is the highest sequence that the caller has believed, or 0.
    public static func verified(
        _ bytes: Span<UInt8>, signingKey: PublicKey, cluster: Bytes32, after known: UInt64, at now: WallTime
    ) throws(Refusal) -> SuccessorStatement {
        guard signingKey.curve == .ed25519, bytes.count <= maximumLength else { throw .malformed }
        let (body, signature): ([UInt8], [UInt8])
        let statement: SuccessorStatement
        do throws(CBORError) {
            (body, signature) = try split(bytes)
            statement = try SuccessorStatement(body: body)
        } catch {
            throw .malformed
        }
        // Whatever the reader lets through in another form is none of ours.
        let written = envelope(statement.body, signature)
        let isOurForm = written.count == bytes.count && bytes.indices.allSatisfy { bytes[$0] == written[$0] }
        guard isOurForm, statement.sequence > 0 else { throw .malformed }
        guard signingKey.isValid(signature, over: body) else { throw .badSignature }
        guard statement.cluster == cluster else { throw .otherCluster }
        guard statement.sequence > known else { throw .superseded }
        let milliseconds = UInt64(max(0, now.nanoseconds)) / 1_000_000
        guard statement.notBefore <= milliseconds else { throw .early }
        return statement
    }

    /// The last of these statements that may be believed; those that may not count for nothing.
    public static func last(
        of statements: [[UInt8]], signingKey: PublicKey, cluster: Bytes32, at now: WallTime
    ) -> SuccessorStatement? {
        var last: SuccessorStatement?
        for bytes in statements {
            let statement = try? verified(
                bytes.span, signingKey: signingKey, cluster: cluster, after: last?.sequence ?? 0, at: now)
            last = statement ?? last
        }
        return last
    }

    private var body: [UInt8] {
        var writer = CBORWriter(capacity: Self.maximumLength)
        writer.map(6)
        writer.uint(0)
        writer.text(Self.domain)
        writer.uint(1)
        writer.bytes(cluster.bytes)
        writer.uint(2)
        writer.uint(sequence)
        writer.uint(3)
        writer.uint(notBefore)
        writer.uint(4)
        writer.bytes(tls.bytes)
        writer.uint(5)
        writer.bytes(recipient.bytes)
        return writer.finish()
    }

    private static func envelope(_ body: [UInt8], _ signature: [UInt8]) -> [UInt8] {
        var writer = CBORWriter(capacity: maximumLength)
        writer.array(2)
        writer.bytes(body)
        writer.bytes(signature)
        return writer.finish()
    }

    private static func split(_ bytes: Span<UInt8>) throws(CBORError) -> (body: [UInt8], signature: [UInt8]) {
        var reader = CBORReader(bytes)
        var array = try reader.beginArray()
        var parts: [[UInt8]] = []
        while try reader.hasNext(&array) {
            let part = try reader.bytes()
            parts.append([UInt8](copying: part))
        }
        try reader.finish()
        guard parts.count == 2 else { throw CBORError(.wrongType) }
        return (parts[0], parts[1])
    }

    /// Reads the entries in their order; that they were written as we write them is checked by writing them again.
    private init(body: [UInt8]) throws(CBORError) {
        var reader = CBORReader(body.span)
        var map = try reader.beginMap()
        var (numbers, digests): ([UInt64], [Bytes32]) = ([], [])
        var key: UInt64 = 0
        while try reader.hasNext(&map) {
            guard try reader.uint() == key else { throw CBORError(.wrongType) }
            switch key {
            case 0:
                guard try reader.string() == Self.domain else { throw CBORError(.wrongType) }
            case 2, 3: numbers.append(try reader.uint())
            default:
                guard let digest = Bytes32(try reader.bytes()) else { throw CBORError(.wrongType) }
                digests.append(digest)
            }
            key += 1
        }
        try reader.finish()
        guard key == 6, numbers.count == 2, digests.count == 3 else { throw CBORError(.wrongType) }
        self.init(
            cluster: digests[0], sequence: numbers[0], notBefore: numbers[1], tls: digests[1], recipient: digests[2])
    }
}
