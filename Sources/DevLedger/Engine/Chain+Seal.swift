// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

extension Chain {
    /// The functions of `seal`.
    func callSeal(
        _ name: String, _ arguments: inout CallArguments, _ context: inout CallContext
    ) throws(CallFailure) -> [CallValue] {
        let registry = try arguments.object()
        switch name {
        case "seal::mint_seal":
            let pool = try arguments.object()
            let mint = try self.mint(&arguments)
            try arguments.clock()
            try arguments.finish()
            try mintSeal(mint, registry, pool, &context)
        case "seal::create_worker_seal_token":
            let pool = try object(\.pools, try arguments.object())
            let key = try arguments.key()
            let bind = try arguments.bytes()
            let epochs = try arguments.uint64()
            try arguments.clock()
            try arguments.finish()
            let handle = try modify(\.sealRegistries, registry) { registry throws(Abort) in
                try registry.createWorkerSeal(key: key, bind: bind, epochs: epochs, pool, &context)
            }
            handles[handle.id] = handle
        case "seal::refresh_seal_token":
            let pool = try object(\.pools, try arguments.object())
            var handle = try handle(try arguments.object(), context)
            let key = try arguments.key()
            let bind = try arguments.bytes()
            let epochs = try arguments.uint64()
            try arguments.clock()
            try arguments.finish()
            try modify(\.sealRegistries, registry) { registry throws(Abort) in
                try registry.refresh(&handle, key: key, bind: bind, epochs: epochs, pool, &context)
            }
            handles[handle.id] = handle
        case "seal::revoke_seal":
            let handle = try handle(try arguments.object(), context)
            try arguments.finish()
            try modify(\.sealRegistries, registry) { registry throws(Abort) in
                try registry.revokeSeal(handle, &context)
            }
            handles[handle.id] = nil
        case "seal::migrate":
            let pool = try object(\.pools, try arguments.object())
            let cap = try capability(try arguments.object(), .admin, context)
            try arguments.finish()
            try modify(\.sealRegistries, registry) { registry throws(Abort) in try registry.migrate(pool, cap) }
        default: throw .noFunction
        }
        return []
    }

    /// Key, bind, permissions, namespaces and epochs.
    func mint(_ arguments: inout CallArguments) throws(CallFailure) -> SealRegistry.Mint {
        SealRegistry.Mint(
            key: try arguments.key(), bind: try arguments.bytes(), permissions: try arguments.strings(),
            namespaces: try arguments.strings(), epochs: try arguments.uint64())
    }

    func mintSeal(
        _ mint: SealRegistry.Mint, _ registry: Address, _ pool: Address, _ context: inout CallContext
    ) throws(CallFailure) {
        let pool = try object(\.pools, pool)
        let handle = try modify(\.sealRegistries, registry) { registry throws(Abort) in
            try registry.mintSeal(mint, pool, &context)
        }
        handles[handle.id] = handle
    }
}
