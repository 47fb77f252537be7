// SPDX-License-Identifier: Apache-2.0
public import SuiLedger

/// What a transaction leaves behind, call after call.
public struct ChainTransaction {
    /// What was emitted.
    public private(set) var events: [ContractEvent] = []
    /// What the contracts paid to somebody themselves.
    public private(set) var payments: [Payment] = []

    let sender: Address
    let nextID: () -> Address

    /// A transaction of somebody; `nextID` names the objects that it makes.
    public init(sender: Address, nextID: @escaping () -> Address) {
        self.sender = sender
        self.nextID = nextID
    }

    mutating func add(_ context: CallContext) {
        events += context.events
        payments += context.payments
    }
}

extension Chain {
    /// Calls a function of the contracts, as part of a transaction.
    ///
    /// After a failure the transaction must be rolled back.
    public func call(
        module: String, function: String, _ values: [CallValue], _ transaction: inout ChainTransaction
    ) throws(CallFailure) -> [CallValue] {
        var context = CallContext(
            sender: transaction.sender, epoch: epoch, milliseconds: milliseconds, nextID: transaction.nextID)
        var arguments = CallArguments(values)
        let results = try dispatch("\(module)::\(function)", &arguments, &context)
        transaction.add(context)
        return results
    }

    private func dispatch(
        _ name: String, _ arguments: inout CallArguments, _ context: inout CallContext
    ) throws(CallFailure) -> [CallValue] {
        let module = name.prefix { $0 != ":" }
        switch module {
        case "cluster": return try callCluster(name, &arguments, &context)
        case "tiers", "params": return try callParams(name, &arguments)
        case "staking": return try callStaking(name, &arguments, &context)
        case "seal": return try callSeal(name, &arguments, &context)
        case "worker_registry": return try callWorkers(name, &arguments, &context)
        case "k8s_scheduler": return try callScheduler(name, &arguments, &context)
        case "enclave_registry": return try callEnclaves(name, &arguments, &context)
        case "governance", "audit_anchor": return try callGovernance(name, &arguments, &context)
        default: throw .noFunction
        }
    }

    // MARK: Objects that a call names

    /// Lends an object to be changed; what is no such object is a wrong argument.
    func modify<Object, Result>(
        _ objects: ReferenceWritableKeyPath<Chain, [Address: Object]>, _ id: Address,
        _ body: (inout Object) throws(Abort) -> Result
    ) throws(CallFailure) -> Result {
        guard var object = self[keyPath: objects][id] else { throw .argument(0) }
        do throws(Abort) {
            let result = try body(&object)
            self[keyPath: objects][id] = object
            return result
        } catch { throw .abort(error) }
    }

    /// An object to be looked at.
    func object<Object>(_ objects: KeyPath<Chain, [Address: Object]>, _ id: Address) throws(CallFailure) -> Object {
        guard let object = self[keyPath: objects][id] else { throw .argument(0) }
        return object
    }

    /// A capability that the sender has.
    func capability(_ id: Address, _ kind: CapabilityKind, _ context: CallContext) throws(CallFailure) -> Capability {
        guard let cap = caps[id], cap.kind == kind, cap.holder == context.sender else { throw .argument(0) }
        return cap
    }

    /// A seal's handle that the sender has.
    func handle(_ id: Address, _ context: CallContext) throws(CallFailure) -> SealHandle {
        guard let handle = handles[id], handle.holder == context.sender else { throw .argument(0) }
        return handle
    }

    /// A number as a result.
    func result(_ number: UInt64) -> CallValue {
        .pure((0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(8 * $0)) })
    }
}
