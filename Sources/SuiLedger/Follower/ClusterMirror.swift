// SPDX-License-Identifier: Apache-2.0

/// What a cluster's contracts say of stakes, seals and workers, copied: from listings, look-ups and events, in whatever order they come.
///
/// Each entry carries the number of its last change, and the higher one wins, whoever brings it: a slow look-up cannot undo a
/// slashing. The result does not depend on the order, nor on anything that came twice.
///
/// Numbers and parameters are a value; entries go to ``ClusterTables``, which copies of a mirror share.
public struct ClusterMirror: Sendable {
    /// What an event made of the mirror.
    public enum Effect: Hashable, Sendable {
        /// Something is newer than before.
        case changed
        /// It was known.
        case known
        /// It is about another cluster, or about nothing that is copied here.
        case foreign
    }

    /// The cluster.
    public let cluster: Address
    /// Where accounts and seals are.
    public let tables: ClusterTables
    /// The pool's parameters, once they are known.
    public private(set) var params: ClusterParams?
    /// Numbers of the pool's events.
    public private(set) var poolNumbers: NumberTracker
    /// Numbers of the seals' events.
    public private(set) var sealNumbers: NumberTracker
    /// Numbers of the workers' events.
    public private(set) var workerNumbers = NumberTracker()

    private var paramsNumber: UInt64 = 0
    /// The checkpoint up to which they say everything, for parameters without a number.
    private var paramsCheckpoint: UInt64 = 0

    /// A mirror that has seen nothing, whatever is in the tables; or one that goes on where another stopped, once they are listed.
    public init(
        cluster: Address, tables: ClusterTables = ClusterTables(), poolNumbers: NumberTracker = NumberTracker(),
        sealNumbers: NumberTracker = NumberTracker()
    ) {
        self.cluster = cluster
        self.tables = tables
        self.poolNumbers = poolNumbers
        self.sealNumbers = sealNumbers
    }

    /// Whether an event is known to be missing: what is copied may then be out of date.
    public var hasHole: Bool { poolNumbers.hasHole || sealNumbers.hasHole || workerNumbers.hasHole }

    /// How many accounts and seals there are.
    public var counts: (accounts: Int, seals: Int) { tables.counts }

    /// What is known of an owner.
    public func account(_ owner: Address) -> StakeAccount? { tables.account(owner) }

    /// What is known of a seal.
    public func seal(_ key: SealKey) -> Seal? { tables.seal(key) }

    /// Takes an account in, from a listing or a look-up; false if a newer or the same one is known.
    @discardableResult
    public func insert(_ account: StakeAccount, of owner: Address) -> Bool { tables.insert(account, of: owner) }

    /// Takes a seal in, from a listing or a look-up; false if a newer or the same one is known.
    @discardableResult
    public func insert(_ seal: Seal, under key: SealKey) -> Bool { tables.insert(seal, under: key) }

    /// Takes a worker in, from a listing; false if a newer or the same one is known, or it never had a name.
    @discardableResult
    public func insert(_ worker: WorkerEntry, of owner: Address) -> Bool { tables.insert(worker, of: owner) }

    /// Takes the parameters in as the pool had them at a number.
    @discardableResult
    public mutating func insert(_ params: ClusterParams, at number: UInt64) -> Bool {
        guard number > paramsNumber else { return false }
        self.params = params
        paramsNumber = number
        return true
    }

    /// Takes the parameters in as an object has them, which does not say at which number: where no event has told them, or where events
    /// were passed over that may have changed them.
    public mutating func begin(_ params: ClusterParams, at checkpoint: UInt64, passingOver: Bool = false) {
        guard passingOver || paramsNumber == 0 && checkpoint >= paramsCheckpoint else { return }
        (self.params, paramsNumber, paramsCheckpoint) = (params, 0, checkpoint)
    }

    /// What the parameters were until an event changed them; `nil` where they are not known, or as they were later.
    public func params(before number: UInt64, at checkpoint: UInt64?) -> ClusterParams? {
        if paramsNumber > 0 { return number > paramsNumber ? params : nil }
        guard let checkpoint, checkpoint > paramsCheckpoint else { return nil }
        return params
    }

    /// Takes an event in.
    public mutating func apply(_ event: ContractEvent) -> Effect {
        guard event.cluster == cluster else { return .foreign }
        switch event {
        case .stakeChanged(let event):
            let isNew = poolNumbers.insert(event.number)
            return insert(event.account, of: event.owner) || isNew ? .changed : .known
        case .paramsChanged(let event):
            let isNew = poolNumbers.insert(event.number)
            return insert(event.params, at: event.number) || isNew ? .changed : .known
        case .capChanged(let event): return poolNumbers.insert(event.number) ? .changed : .known
        case .fundsChanged(let event): return poolNumbers.insert(event.number) ? .changed : .known
        case .rewardClaimed(let event): return poolNumbers.insert(event.number) ? .changed : .known
        case .sealChanged(let event):
            let isNew = sealNumbers.insert(event.number)
            return insert(event.seal, under: event.key) || isNew ? .changed : .known
        case .workerChanged(let event):
            let isNew = workerNumbers.insert(event.number)
            return insert(event.worker, of: event.owner) || isNew ? .changed : .known
        case .heartbeatRecorded, .requestChanged, .measurementsChanged, .enclaveChanged,
            .stateCommitted, .proposalChanged, .voteCast, .anchored, .clusterCreated:
            return .foreign
        }
    }

    /// The tables were listed anew, at a time when the pool and the seals had these numbers: nothing below is missing.
    public mutating func cover(poolNumber: UInt64, sealNumber: UInt64) {
        poolNumbers.cover(upTo: poolNumber)
        sealNumbers.cover(upTo: sealNumber)
    }

    /// The tables were listed anew, after all that was seen, and events are followed from there: numbers count from the next one on.
    public mutating func restartNumbers() {
        poolNumbers = NumberTracker()
        sealNumbers = NumberTracker()
        workerNumbers = NumberTracker()
    }
}
