// SPDX-License-Identifier: Apache-2.0
internal import Crypto
public import Wire

/// What a sender signs: the version that the network calls V1, with a programmable transaction in it.
public struct TransactionData: Hashable, Sendable {
    /// What is done.
    public var program: Program
    /// Who does it.
    public var sender: Address
    /// Who pays, with what and how much at most.
    public var gas: GasData
    /// Until when.
    public var expiration: Expiration

    /// Puts a transaction together.
    public init(program: Program, sender: Address, gas: GasData, expiration: Expiration = .none) {
        self.program = program
        self.sender = sender
        self.gas = gas
        self.expiration = expiration
    }

    /// What the network calls the transaction.
    public var digest: Digest { Self.digest(ofBytes: bcs) }

    /// The digest of a transaction's bytes.
    public static func digest(ofBytes bytes: [UInt8]) -> Digest {
        Digest(BLAKE2b.digest(of: Array("TransactionData::".utf8) + bytes))
    }
}

/// Who pays for a transaction.
public struct GasData: Hashable, Sendable {
    /// Coins, put together and paid from; empty for the owner's address balance.
    public var payment: [ObjectReference]
    /// Whose they are.
    public var owner: Address
    /// MIST for a unit of computation.
    public var price: UInt64
    /// The most that may be spent, in MIST.
    public var budget: UInt64

    /// Says who pays.
    public init(payment: [ObjectReference], owner: Address, price: UInt64, budget: UInt64) {
        self.payment = payment
        self.owner = owner
        self.price = price
        self.budget = budget
    }
}

/// Until when a transaction may be carried out.
public enum Expiration: Hashable, Sendable {
    /// For ever.
    case none
    /// Through the end of this epoch.
    case epoch(UInt64)
    /// Within bounds and on one chain; the nonce tells two of them apart that are the same otherwise.
    case during(ValidDuring)
}

/// The bounds of a transaction that pays from an address balance.
public struct ValidDuring: Hashable, Sendable {
    /// Not before this epoch.
    public var minimumEpoch: UInt64?
    /// Not after this epoch.
    public var maximumEpoch: UInt64?
    /// Not before this time, in milliseconds.
    public var minimumTimestamp: UInt64?
    /// Not after this time, in milliseconds.
    public var maximumTimestamp: UInt64?
    /// On this chain alone.
    public var chain: Digest
    /// Tells transactions apart that are the same otherwise.
    public var nonce: UInt32

    /// Sets bounds.
    public init(
        minimumEpoch: UInt64?, maximumEpoch: UInt64?, minimumTimestamp: UInt64? = nil, maximumTimestamp: UInt64? = nil,
        chain: Digest, nonce: UInt32
    ) {
        self.minimumEpoch = minimumEpoch
        self.maximumEpoch = maximumEpoch
        self.minimumTimestamp = minimumTimestamp
        self.maximumTimestamp = maximumTimestamp
        self.chain = chain
        self.nonce = nonce
    }
}

extension TransactionData: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        writer.length(0)
        writer.length(0)
        program.encode(into: &writer)
        writer.address(sender)
        gas.encode(into: &writer)
        expiration.encode(into: &writer)
    }

    /// Reads a transaction that people send; those of the system itself are refused as unknown.
    public init(from reader: inout BCSReader) throws(BCSError) {
        guard try reader.length() == 0, try reader.length() == 0 else { throw BCSError(.unknownVariant) }
        program = try Program(from: &reader)
        sender = try reader.address()
        gas = try GasData(from: &reader)
        expiration = try Expiration(from: &reader)
    }
}

extension GasData: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        writer.length(payment.count)
        for coin in payment { coin.encode(into: &writer) }
        writer.address(owner)
        writer.integer(price)
        writer.integer(budget)
    }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        payment = []
        for _ in 0..<(try reader.count(ofAtLeast: 73)) { payment.append(try ObjectReference(from: &reader)) }
        owner = try reader.address()
        price = try reader.integer()
        budget = try reader.integer()
    }
}

extension Expiration: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        switch self {
        case .none: writer.length(0)
        case .epoch(let epoch):
            writer.length(1)
            writer.integer(epoch)
        case .during(let bounds):
            writer.length(2)
            bounds.encode(into: &writer)
        }
    }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        switch try reader.length() {
        case 0: self = .none
        case 1: self = .epoch(try reader.integer())
        case 2: self = .during(try ValidDuring(from: &reader))
        default: throw BCSError(.unknownVariant)
        }
    }
}

extension ValidDuring: BCSCodable {
    /// Writes it.
    public func encode(into writer: inout BCSWriter) {
        for bound in [minimumEpoch, maximumEpoch, minimumTimestamp, maximumTimestamp] {
            writer.isPresent(bound != nil)
            if let bound { writer.integer(bound) }
        }
        chain.encode(into: &writer)
        writer.integer(nonce)
    }

    /// Reads it.
    public init(from reader: inout BCSReader) throws(BCSError) {
        minimumEpoch = try reader.isPresent() ? try reader.integer() : nil
        maximumEpoch = try reader.isPresent() ? try reader.integer() : nil
        minimumTimestamp = try reader.isPresent() ? try reader.integer() : nil
        maximumTimestamp = try reader.isPresent() ? try reader.integer() : nil
        chain = try Digest(from: &reader)
        nonce = try reader.integer()
    }
}
