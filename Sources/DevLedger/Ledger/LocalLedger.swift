// SPDX-License-Identifier: Apache-2.0
internal import Crypto
public import SuiLedger
internal import Wire

/// A ledger with our contracts and SUI, for one machine: takes the same signed bytes as the network, and answers with effects.
///
/// Deterministic: the same seed and the same transactions in the same order give the same ids, versions and digests. Nothing here
/// does input or output.
public final class LocalLedger {
    /// What a unit of computation costs, in MIST.
    public static let gasPrice: UInt64 = 1_000
    /// Units of computation that every transaction takes here.
    static let units: UInt64 = 1_000
    /// All SUI there can be, in MIST: balances fit into 64 bits, whatever is done with them.
    static let supply: UInt64 = 10_000_000_000_000_000_000
    /// How often the network makes a checkpoint with nothing in it, in milliseconds.
    static let checkpointInterval: UInt64 = 250
    /// The year 2200: later times would not fit into what counts nanoseconds.
    static let latest: UInt64 = 7_258_118_400_000

    /// The contracts' state.
    public let chain = Chain()
    /// The package that the contracts are, here.
    public let package: Address
    /// What the chain is called.
    public let chainID: Digest

    /// The number of the last checkpoint: each transaction has its own, and time does not go on without one.
    public private(set) var height: UInt64 = 0
    /// All transactions, in order.
    public private(set) var transactions: [Effects] = []
    /// The transactions by their digest.
    public private(set) var numbers: [Digest: Int] = [:]
    /// Packages of others, whose functions call ours.
    private(set) var wrappers: [Address] = []
    /// SHA-256 of the root whose enclaves' documents are believed; `nil` is none.
    var enclaveRoot: Bytes32?
    private(set) var objects: [Address: OwnedObject] = [:]
    private(set) var sharedObjects: [Address: UInt64] = [:]
    private(set) var tables: [Address: LocalTable] = [:]
    private(set) var epochStart: UInt64 = 0
    private var minted: UInt64 = 0
    private var faucets: UInt64 = 0

    /// A ledger on which nothing has happened, with a clock that begins where it is told to.
    public init(seed: UInt64, milliseconds: UInt64 = 0) {
        var writer = BCSWriter()
        writer.string("k3s-daas/local-ledger")
        writer.integer(seed)
        let root = BLAKE2b.digest(of: writer.bytes)
        chainID = .localLedger(root)
        package = Address.created(by: chainID, index: 0)
        sharedObjects[Address(6)] = 1
        chain.milliseconds = min(milliseconds, Self.latest)
        epochStart = chain.milliseconds
    }

    // MARK: Looking

    /// The version that a shared object began at.
    public func initialVersion(of id: Address) -> UInt64? { sharedObjects[id] }

    /// The coins of an account.
    public func coins(of owner: Address) -> [(reference: ObjectReference, balance: UInt64)] {
        objects.values.filter { $0.owner == owner }.compactMap { object in
            guard case .coin(let value) = object.kind else { return nil }
            return (object.reference, value)
        }.sorted { $0.reference.id.description < $1.reference.id.description }
    }

    /// How much SUI an account has, in MIST.
    public func balance(of owner: Address) -> UInt64 { coins(of: owner).reduce(0) { $0 + $1.balance } }

    /// The version of an object that somebody owns.
    public func reference(of id: Address) -> ObjectReference? { objects[id]?.reference }

    // MARK: Making

    /// Gives somebody SUI out of nothing; false where there would be more than there can be.
    public func faucet(_ amount: UInt64, to owner: Address) -> Bool { give(amount, to: owner) != nil }

    /// Gives somebody SUI out of nothing, in one coin; `nil` where there would be more than there can be.
    func give(_ amount: UInt64, to owner: Address) -> DevGift? {
        let (total, isTooMuch) = minted.addingReportingOverflow(amount)
        guard !isTooMuch, total <= Self.supply, amount > 0 else { return nil }
        minted = total
        faucets += 1
        var writer = BCSWriter()
        writer.string("faucet")
        writer.integer(faucets)
        let digest = Digest(BLAKE2b.digest(of: writer.bytes + chainID.raw.bytes))
        let id = Address.created(by: digest, index: 0)
        objects[id] = OwnedObject(id: id, version: 1, owner: owner, kind: .coin(amount))
        return DevGift(coin: id, amount: amount, digest: digest)
    }

    /// A package of somebody else's, each of whose modules and functions forwards to ours of the same name.
    ///
    /// What happens through it happens in our contracts: events have our package in their types, whichever was called.
    public func addWrapper() -> Address {
        let id = Address.created(by: chainID, index: UInt64(wrappers.count + 1))
        wrappers.append(id)
        return id
    }

    // MARK: Time

    /// Steps to the next epoch.
    public func nextEpoch() {
        chain.epoch += 1
        epochStart = chain.milliseconds
        height += 1
    }

    /// Lets time pass at once, until the year 2200 at most.
    public func advance(milliseconds: UInt64) {
        chain.milliseconds += min(milliseconds, Self.latest - chain.milliseconds)
        height += 1
    }

    /// Lets time go on to a point, with the empty checkpoints that the network makes meanwhile; never back.
    ///
    /// How many there are follows from the two points alone: going in steps makes no more and no fewer.
    public func pass(to milliseconds: UInt64) {
        let end = min(milliseconds, Self.latest)
        guard end > chain.milliseconds else { return }
        height += end / Self.checkpointInterval - chain.milliseconds / Self.checkpointInterval
        chain.milliseconds = end
    }

    /// Goes to where a ledger was that has the same history; false where that would be back.
    func resume(height: UInt64, milliseconds: UInt64) -> Bool {
        guard height >= self.height, (chain.milliseconds...Self.latest).contains(milliseconds) else { return false }
        self.height = height
        chain.milliseconds = milliseconds
        return true
    }

    // MARK: Transactions

    /// Carries a transaction out; the same bytes again are the same transaction, which has happened already.
    public func execute(_ bytes: [UInt8], _ signatures: [UserSignature]) throws(Rejection) -> Effects {
        let transaction = try decode(bytes)
        let digest = TransactionData.digest(ofBytes: bytes)
        if let number = numbers[digest] { return transactions[number] }
        try check(transaction, bytes, signatures)
        var run = try TransactionRun(transaction, digest, self)
        var effects = run.carryOut(self)
        if effects.failure == nil { commit(run) } else { chargeOnly(run) }
        height += 1
        effects.checkpoint = height
        for index in effects.events.indices { effects.events[index].checkpoint = effects.checkpoint }
        numbers[digest] = transactions.count
        transactions.append(effects)
        return effects
    }

    /// What a transaction would do; nothing is done.
    public func simulate(_ bytes: [UInt8]) throws(Rejection) -> Effects {
        let transaction = try decode(bytes)
        var run = try TransactionRun(transaction, TransactionData.digest(ofBytes: bytes), self)
        let effects = run.carryOut(self)
        if effects.failure == nil { chain.rollBack() }
        return effects
    }

    private func decode(_ bytes: [UInt8]) throws(Rejection) -> TransactionData {
        do throws(BCSError) { return try TransactionData(bcs: bytes) } catch { throw .malformed }
    }

    /// Who must sign has signed these bytes, and nobody else has.
    private func check(
        _ transaction: TransactionData, _ bytes: [UInt8], _ signatures: [UserSignature]
    ) throws(Rejection) {
        let signers = Set([transaction.sender, transaction.gas.owner])
        guard signatures.count == signers.count, Set(signatures.map(\.signer)) == signers,
            signatures.allSatisfy({ $0.isValid(over: bytes, intent: .transaction) })
        else { throw .signature }
    }

    /// What the transaction did stays.
    private func commit(_ run: TransactionRun) {
        chain.commit()
        for id in run.deleted { objects[id] = nil }
        for object in run.changed.values { objects[object.id] = object }
        for id in run.shared { sharedObjects[id] = run.version }
        tables.merge(run.tables) { $1 }
    }

    /// Nothing stays but the bill: all coins that were to pay are one, and the cost is gone from it.
    private func chargeOnly(_ run: TransactionRun) {
        for id in run.smashed { objects[id] = nil }
        if let coin = run.gasCoinAfterFailure { objects[coin.id] = coin }
    }
}
