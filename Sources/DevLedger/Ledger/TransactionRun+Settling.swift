// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

// What holds and happens once the commands are done.
extension TransactionRun {
    /// Nothing may be left over; the bill is paid; capabilities, handles and shared objects get their places.
    mutating func settle(
        _ cost: UInt64, _ ledger: LocalLedger, _ call: ChainTransaction, _ counter: Counter
    ) throws(Fault) {
        let isLeft = results.joined().contains { slot in
            if case .coin(_, let id) = slot { id == nil } else { false }
        }
        guard !isLeft else { throw .command("a coin is left over") }
        if case .coin(let value) = gasCoin.kind { gasCoin.kind = .coin(value + transaction.gas.budget - cost) }
        changed[gasCoin.id] = gasCoin
        deleted.formUnion(smashed)
        for payment in call.payments {
            let id = nextID(counter)
            changed[id] = OwnedObject(id: id, version: version, owner: payment.to, kind: .coin(payment.amount))
        }
        for event in call.events { place(event, counter) }
        placeOwned(ledger)
        noteChanges(ledger)
    }

    /// Objects that everybody may use, as events name them.
    mutating func place(_ event: ContractEvent, _ counter: Counter) {
        switch event {
        case .clusterCreated(let event):
            shared += [
                event.cluster, event.sealRegistry, event.workerRegistry, event.scheduler, event.enclaveRegistry,
                event.governance, event.auditAnchor,
            ]
            tables[event.cluster] = .state(pool: event.cluster)
            tables[event.stakes] = .stakes(pool: event.cluster)
            tables[event.seals] = .seals(registry: event.sealRegistry)
            // No event names the table of workers: whoever looks for it asks the registry.
            let workers = nextID(counter)
            tables[workers] = .workers(registry: event.workerRegistry)
            tables[event.workerRegistry] = .registry(event.workerRegistry, workers: workers)
            let requests = Self.table(1, of: event.scheduler)
            let workloads = Self.table(2, of: event.scheduler)
            tables[requests] = .requests(scheduler: event.scheduler)
            tables[workloads] = .workloads(scheduler: event.scheduler)
            let roots = Self.table(1, of: event.auditAnchor)
            tables[roots] = .roots(anchor: event.auditAnchor)
            tables[event.auditAnchor] = .anchor(event.auditAnchor, roots: roots)
            tables[event.scheduler] = .scheduler(event.scheduler, requests: requests, workloads: workloads)
        case .workerChanged(let event):
            shared.append(event.worker.worker)
            tables[event.worker.worker] = .record(worker: event.worker.worker)
        default: break
        }
    }

    /// The id of a table that no event names: nobody needs to know it but by the state that names it.
    private static func table(_ number: UInt8, of object: Address) -> Address {
        .derivedObject(of: object, key: [number], type: .u8)
    }

    /// Capabilities and handles that are new, or no more.
    mutating func placeOwned(_ ledger: LocalLedger) {
        for id in ledger.chain.caps.changedKeys where ledger.objects[id] == nil {
            guard let cap = ledger.chain.caps[id] else { continue }
            changed[id] = OwnedObject(id: id, version: version, owner: cap.holder, kind: .capability)
        }
        for id in ledger.chain.handles.changedKeys where ledger.objects[id] == nil {
            guard let handle = ledger.chain.handles[id] else { continue }
            changed[id] = OwnedObject(id: id, version: version, owner: handle.holder, kind: .sealHandle)
        }
        for (index, input) in transaction.program.inputs.enumerated() {
            guard case .owned(let reference) = input, case .object(let id) = inputs[index],
                var object = ledger.objects[reference.id]
            else { continue }
            if object.kind == .sealHandle && ledger.chain.handles[id] == nil {
                deleted.insert(id)
            } else {
                object.version = version
                changed[id] = object
            }
        }
    }

    mutating func noteChanges(_ ledger: LocalLedger) {
        shared = shared.filter { ledger.sharedObjects[$0] == nil }
        for object in changed.values {
            let kind: Effects.Change.Kind = ledger.objects[object.id] == nil ? .created : .changed
            changes.append(.init(id: object.id, kind: kind, type: nil))
        }
        for id in shared { changes.append(.init(id: id, kind: .created, type: nil)) }
        for id in deleted where ledger.objects[id] != nil { changes.append(.init(id: id, kind: .deleted, type: nil)) }
        changes.sort { $0.id.description < $1.id.description }
    }

    func failure(_ fault: Fault, _ ledger: LocalLedger) -> ExecutionFailure {
        switch fault {
        case .command(let text): return ExecutionFailure(abort: nil, isCongestion: false, message: text.description)
        case .abort(let abort) where abort.isArithmetic:
            return ExecutionFailure(abort: nil, isCongestion: false, message: "arithmetic error in \(abort.module)")
        case .abort(let abort):
            // What was carried out before it has results.
            let command = results.count < transaction.program.commands.count ? results.count : nil
            let code = AbortCodes.number(of: abort)
            let found = ExecutionFailure.Abort(package: ledger.package, module: abort.module, function: nil, code: code)
            return ExecutionFailure(
                abort: found, isCongestion: false, message: abort.description, command: command)
        }
    }
}
