// SPDX-License-Identifier: Apache-2.0
internal import Bytes
public import Crypto
public import Kernel
public import Operations
public import SealAuthN
internal import Telemetry

/// One JSON line per decision: who asked for what, what we said, and why.
///
/// It has a sink of its own, so that a chatty log cannot push a decision out. A token is never in it, in no
/// form but the first 8 hexadecimal digits of its seal's key; names that a peer chose are escaped.
public struct AuditLog: Sendable {
    /// Which question was answered.
    public enum Kind: String, Sendable, CaseIterable {
        case authenticate, admit, authorize
    }

    /// What was answered.
    public enum Decision: String, Sendable, CaseIterable {
        /// Authenticated, admitted, or authorized.
        case allowed
        /// Ours, and refused.
        case denied
        /// Not ours: somebody else decides.
        case noOpinion = "no_opinion"
        /// No answer could be given.
        case error
    }

    /// What the process itself does.
    public enum Act: String, Sendable, CaseIterable {
        /// It began or ended.
        case run
        /// A policy that had changed was taken, or was not.
        case policyReload = "policy_reload"
        /// A ledger in a file that had changed was taken, or was not.
        case ledgerReload = "ledger_reload"
        /// A certificate that had changed was taken, or was not.
        case certificateReload = "certificate_reload"
    }

    /// How an act ended.
    public enum Outcome: String, Sendable, CaseIterable { case begun, done, refused }

    private let lines: AuditLines

    /// Writes to `lines`.
    public init(to lines: AuditLines) { self.lines = lines }

    /// Records one decision; `details` adds what the kind of question has.
    ///
    /// `reason` is a code from a closed set, never a sentence.
    public func record(
        _ kind: Kind, _ decision: Decision, reason: String, request: UInt64, at time: WallTime,
        latency nanoseconds: UInt64,
        details: (inout Entry) -> Void = { _ in }
    ) {
        var line = LineEncoder(.json)
        line.field("ts", time)
        line.field(request: request)
        line.field("kind", code: kind.rawValue)
        line.field("decision", code: decision.rawValue)
        line.field("reason", code: reason)
        line.field("latency_us", nanoseconds / 1000)
        var entry = Entry(line)
        details(&entry)
        lines.append(entry.finish())
    }

    /// Records what the process itself did; `policy` is the one that decides from then on, and `ledger` what it decides by.
    public func record(
        _ act: Act, _ outcome: Outcome, policy: String? = nil, ledger: FileLedger.Summary? = nil, at time: WallTime
    ) {
        var line = LineEncoder(.json)
        line.field("ts", time)
        line.field("kind", code: act.rawValue)
        line.field("outcome", code: outcome.rawValue)
        if let policy { line.field("policy", code: policy) }
        if let ledger {
            line.field("stakes", Int64(ledger.stakes))
            line.field("seals", Int64(ledger.seals))
        }
        lines.append(line.finish())
    }

    /// The part of a line that depends on the question.
    public struct Entry: ~Copyable {
        private var line: LineEncoder

        fileprivate init(_ line: consuming LineEncoder) { self.line = line }

        fileprivate consuming func finish() -> ByteBuffer { line.finish() }

        /// Who it was, in the apiserver's words.
        public mutating func user(_ name: Span<UInt8>) { line.field("user", name) }

        /// Who it was, by the address, as ``Identity/username`` says it.
        public mutating func user(owner: Bytes32) { owner.withBytes { line.field("user", "sui:0x", hex: $0) } }

        /// Which seal: of its key, the first 4 bytes and no more.
        public mutating func seal(key: Bytes32) { key.withBytes { line.field("seal", hex: $0.extracting(first: 4)) } }

        /// Who is said to have signed a token that was refused: nobody has proven it.
        public mutating func signer(_ address: Bytes32) { address.withBytes { line.field("signer", "0x", hex: $0) } }

        /// The tier that the decision went by.
        public mutating func tier(_ tier: Tier) { line.field("tier", code: tier.name) }

        /// The policy that decided; what a version may be called needs no escape.
        public mutating func policy(_ version: String) { line.field("policy", code: version) }

        /// What was to be done, from an AdmissionReview.
        public mutating func admission(uid: Span<UInt8>, operation: String, of object: borrowing Object, dryRun: Bool) {
            line.field("uid", uid)
            line.field("operation", code: operation)
            self.object(object)
            line.field("dry_run", dryRun)
        }

        /// What was to be done, from a SubjectAccessReview.
        public mutating func access(verb: Span<UInt8>, of object: borrowing Object) {
            line.field("verb", verb)
            self.object(object)
        }

        private mutating func object(_ object: borrowing Object) {
            if !object.group.isEmpty { line.field("group", object.group) }
            line.field("resource", object.resource)
            if !object.subresource.isEmpty { line.field("subresource", object.subresource) }
            if !object.namespace.isEmpty { line.field("namespace", object.namespace) }
            if !object.name.isEmpty { line.field("name", object.name) }
        }
    }

    /// What a question is about; empty names are left out of a line, as they are of a review.
    public struct Object: ~Escapable {
        /// The API group; empty for the core's.
        public let group: Span<UInt8>
        /// The kind's name in a path, or a path that is no resource's.
        public let resource: Span<UInt8>
        /// `exec`, `scale` and so on; empty for the resource itself.
        public let subresource: Span<UInt8>
        /// Empty for what belongs to the cluster.
        public let namespace: Span<UInt8>
        /// Empty where no single object is meant.
        public let name: Span<UInt8>

        /// Puts one together.
        @_lifetime(copy group, copy resource, copy subresource, copy namespace, copy name)
        public init(
            group: Span<UInt8>, resource: Span<UInt8>, subresource: Span<UInt8>, namespace: Span<UInt8>,
            name: Span<UInt8>
        ) {
            self.group = group
            self.resource = resource
            self.subresource = subresource
            self.namespace = namespace
            self.name = name
        }
    }
}
