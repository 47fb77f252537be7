// SPDX-License-Identifier: Apache-2.0

/// An event, and where it stands in the chain's history.
public struct EmittedEvent: Hashable, Sendable {
    /// What identifies an event for ever.
    public struct Identity: Hashable, Sendable {
        /// The transaction.
        public var transaction: Digest
        /// Which of its events.
        public var index: UInt32

        /// Names an event.
        public init(transaction: Digest, index: UInt32) {
            self.transaction = transaction
            self.index = index
        }
    }

    /// Which event.
    public var identity: Identity
    /// The checkpoint that it is in, where that was said.
    public var checkpoint: UInt64?
    /// Its type: who defined it, not who was called.
    public var type: StructTag
    /// Its fields, in BCS.
    public var contents: [UInt8]

    /// Puts an event together.
    public init(identity: Identity, checkpoint: UInt64?, type: StructTag, contents: [UInt8]) {
        self.identity = identity
        self.checkpoint = checkpoint
        self.type = type
        self.contents = contents
    }
}
