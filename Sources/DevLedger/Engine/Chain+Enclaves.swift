// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

extension Chain {
    /// The functions of `enclave_registry`.
    func callEnclaves(
        _ name: String, _ arguments: inout CallArguments, _ context: inout CallContext
    ) throws(CallFailure) -> [CallValue] {
        let id = try arguments.object()
        switch name {
        case "enclave_registry::commit_state":
            let key = try arguments.bytes()
            let sequence = try arguments.uint64()
            let root = try arguments.bytes()
            let signature = try arguments.bytes()
            try arguments.finish()
            try modify(\.enclaveRegistries, id) { registry throws(Abort) in
                try registry.commitState(
                    signingKey: key, sequence: sequence, root: root, signature: signature, &context)
            }
        case "enclave_registry::register_enclave":
            let pool = try object(\.pools, try arguments.object())
            let document = try arguments.document()
            let claim = EnclaveRegistry.Claim(
                signingKey: try arguments.bytes(), tlsSPKISHA256: try arguments.bytes(),
                configSHA256: try arguments.bytes(), endpoint: try arguments.string(),
                signature: try arguments.bytes())
            try arguments.clock()
            try arguments.finish()
            try modify(\.enclaveRegistries, id) { registry throws(Abort) in
                try registry.register(document, claim, pool, &context)
            }
        default: try callEnclaveAdmin(name, id, &arguments, &context)
        }
        return []
    }

    /// Those that the admin's capability allows.
    private func callEnclaveAdmin(
        _ name: String, _ id: Address, _ arguments: inout CallArguments, _ context: inout CallContext
    ) throws(CallFailure) {
        let pool = try object(\.pools, try arguments.object())
        let cap = try capability(try arguments.object(), .admin, context)
        switch name {
        case "enclave_registry::update_pcrs":
            let measurements = EnclaveMeasurements(
                pcr0: try arguments.bytes(), pcr1: try arguments.bytes(), pcr2: try arguments.bytes(),
                pcr16: try arguments.bytes())
            try arguments.finish()
            try modify(\.enclaveRegistries, id) { registry throws(Abort) in
                try registry.updatePCRs(measurements, pool, cap, &context)
            }
        case "enclave_registry::set_enclave_class":
            let key = try arguments.bytes()
            let number = try arguments.uint8()
            try arguments.finish()
            try modify(\.enclaveRegistries, id) { registry throws(Abort) in
                try registry.setClass(key, number, pool, cap, &context)
            }
        case "enclave_registry::retire_enclave":
            let key = try arguments.bytes()
            try arguments.finish()
            try modify(\.enclaveRegistries, id) { registry throws(Abort) in
                try registry.retire(key, pool, cap, &context)
            }
        case "enclave_registry::migrate":
            try arguments.finish()
            try modify(\.enclaveRegistries, id) { registry throws(Abort) in try registry.migrate(pool, cap) }
        default: throw .noFunction
        }
    }
}
