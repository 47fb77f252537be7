// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import SuiLedger
internal import Wire

extension LocalLedger {
    /// An object as a node shows it, or `nil` where there is none.
    func object(_ id: Address) -> LedgerObject? {
        if let owned = objects[id] { return object(owned) }
        guard let version = sharedObjects[id], let type = sharedType(id) else { return nil }
        var writer = BCSWriter()
        writer.address(id)
        writer.integer(UInt64(1))
        let reference = ObjectReference(id: id, version: version, digest: Digest(BLAKE2b.digest(of: writer.bytes)))
        return LedgerObject(
            reference: reference, owner: .shared(initialVersion: version), type: type, contents: writer.bytes)
    }

    /// What an account owns, in the order of ids.
    func owned(by owner: Address) -> [LedgerObject] {
        objects.values.filter { $0.owner == owner }.map(object).sorted {
            $0.reference.id.description < $1.reference.id.description
        }
    }

    private func object(_ owned: OwnedObject) -> LedgerObject {
        var writer = BCSWriter()
        writer.address(owned.id)
        var type = StructTag(Address(2), "coin", "Coin", [.sui])
        switch owned.kind {
        case .coin(let value): writer.integer(value)
        case .capability:
            let cap = chain.caps[owned.id]
            let name =
                switch cap?.kind {
                case .admin: "AdminCap"
                case .slasher: "SlasherCap"
                case .operator, nil: "OperatorCap"
                }
            type = StructTag(package, "caps", name)
            writer.address(cap?.cluster ?? Address(0))
        case .sealHandle:
            let handle = chain.handles[owned.id]
            type = StructTag(package, "seal", "SealToken")
            writer.address(handle?.cluster ?? Address(0))
            handle?.key.encode(into: &writer)
        }
        return LedgerObject(
            reference: owned.reference, owner: .account(owned.owner), type: .structure(type), contents: writer.bytes)
    }

    private func sharedType(_ id: Address) -> TypeTag? {
        let name: (String, String)? =
            if id == Address(6) { ("clock", "Clock") } else if chain.pools[id] != nil {
                ("staking", "StakePool")
            } else if chain.sealRegistries[id] != nil {
                ("seal", "SealRegistry")
            } else if chain.workerRegistries[id] != nil {
                ("worker_registry", "WorkerRegistry")
            } else if chain.workers[id] != nil { ("worker_registry", "Worker") } else if chain.schedulers[id] != nil {
                ("k8s_scheduler", "Scheduler")
            } else if chain.enclaveRegistries[id] != nil {
                ("enclave_registry", "EnclaveRegistry")
            } else if chain.governances[id] != nil { ("governance", "Governance") } else if chain.anchors[id] != nil {
                ("audit_anchor", "AuditAnchor")
            } else { nil }
        return name.map { .structure(StructTag(id == Address(6) ? Address(2) : package, $0.0, $0.1)) }
    }
}
