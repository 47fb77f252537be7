// SPDX-License-Identifier: Apache-2.0

/// What a transaction did, or would do.
public struct Effects: Hashable, Sendable {
    /// What it cost, in MIST.
    public struct Gas: Hashable, Sendable {
        /// For computing.
        public var computation: UInt64
        /// For storing.
        public var storage: UInt64
        /// Given back for what was deleted.
        public var rebate: UInt64

        /// Puts a bill together.
        public init(computation: UInt64, storage: UInt64, rebate: UInt64) {
            self.computation = computation
            self.storage = storage
            self.rebate = rebate
        }

        /// What has to be paid; negative where more was deleted than made.
        public var net: Int64 {
            Int64(clamping: computation) &+ Int64(clamping: storage) &- Int64(clamping: rebate)
        }
    }

    /// An object that was made, changed or deleted.
    public struct Change: Hashable, Sendable {
        /// What became of it.
        public enum Kind: String, Hashable, Sendable {
            case created, changed, deleted
        }

        /// Which object.
        public var id: Address
        /// What became of it.
        public var kind: Kind
        /// Its type, where it was said.
        public var type: TypeTag?

        /// Names a change.
        public init(id: Address, kind: Kind, type: TypeTag?) {
            self.id = id
            self.kind = kind
            self.type = type
        }
    }

    /// The transaction, where it has a digest: a simulated one may have none.
    public var transaction: Digest?
    /// Why it failed, or `nil` where it did not.
    public var failure: ExecutionFailure?
    /// What it cost.
    public var gas: Gas
    /// What it emitted.
    public var events: [EmittedEvent]
    /// What it made, changed and deleted.
    public var changes: [Change]
    /// The checkpoint that it is in, once it is in one.
    public var checkpoint: UInt64?
    /// Whether all events and changes are here: a node that speaks GraphQL gives the first fifty of each.
    public var isWhole = true

    /// Puts effects together.
    public init(
        transaction: Digest?, failure: ExecutionFailure?, gas: Gas, events: [EmittedEvent], changes: [Change],
        checkpoint: UInt64?
    ) {
        self.transaction = transaction
        self.failure = failure
        self.gas = gas
        self.events = events
        self.changes = changes
        self.checkpoint = checkpoint
    }
}

/// Why a transaction changed nothing but its payer's coin.
public struct ExecutionFailure: Hashable, Sendable, CustomStringConvertible {
    /// A check of a Move function that did not hold.
    public struct Abort: Hashable, Sendable {
        /// The package.
        public var package: Address
        /// The module.
        public var module: String
        /// The function, where it is known.
        public var function: String?
        /// The number in that module.
        public var code: UInt64

        /// Names a check.
        public init(package: Address, module: String, function: String?, code: UInt64) {
            self.package = package
            self.module = module
            self.function = function
            self.code = code
        }
    }

    /// The check, where it was one.
    public var abort: Abort?
    /// Whether asking again may help: objects were congested, for example.
    public var isCongestion: Bool
    /// What the node says: for people.
    public var message: String
    /// Which command it was, counted from zero, where the node says so.
    public var command: Int?

    /// Says why.
    public init(abort: Abort?, isCongestion: Bool, message: String, command: Int? = nil) {
        self.abort = abort
        self.isCongestion = isCongestion
        self.message = message
        self.command = command
    }

    /// One sentence for people.
    public var description: String {
        guard let abort else { return message }
        return "\(abort.module)\(abort.function.map { "::\($0)" } ?? "") refused with error \(abort.code)"
    }
}
