// SPDX-License-Identifier: Apache-2.0
internal import Wire

// The functions of `seal`, and `cluster::stake_and_mint_seal`.
extension ClusterCalls {
    /// A seal for people.
    public func mintSeal(_ terms: SealTerms) -> Program {
        call("seal", "mint_seal") { builder in
            [seals(&builder), pool(&builder, writes: false)] + arguments(terms, &builder)
        }
    }

    /// A first stake and a seal for people, in one.
    public func stakeAndMintSeal(_ amount: UInt64, _ terms: SealTerms) -> Program {
        call("cluster", "stake_and_mint_seal") { builder in
            let pool = pool(&builder, writes: true)
            let seals = seals(&builder)
            let coin = builder.coin(amount)
            return [pool, seals, coin] + arguments(terms, &builder)
        }
    }

    /// A seal for a worker; its permissions are the contract's.
    public func createWorkerSeal(_ terms: SealTerms) -> Program {
        call("seal", "create_worker_seal_token") { builder in
            [
                seals(&builder), pool(&builder, writes: false), builder.pure(terms.key.bcs), builder.bytes(terms.bind),
                builder.number(terms.epochs), builder.clock(),
            ]
        }
    }

    /// A new secret for a seal.
    public func refreshSeal(_ handle: ObjectReference, key: SealKey, bind: [UInt8], epochs: UInt64) -> Program {
        call("seal", "refresh_seal_token") { builder in
            [
                seals(&builder), pool(&builder, writes: false), builder.owned(handle), builder.pure(key.bcs),
                builder.bytes(bind), builder.number(epochs), builder.clock(),
            ]
        }
    }

    /// The end of a seal.
    public func revokeSeal(_ handle: ObjectReference) -> Program {
        call("seal", "revoke_seal") { builder in [seals(&builder), builder.owned(handle)] }
    }

    private func seals(_ builder: inout ProgramBuilder) -> Argument { shared(ids.sealRegistry, &builder, writes: true) }

    private func arguments(_ terms: SealTerms, _ builder: inout ProgramBuilder) -> [Argument] {
        [
            builder.pure(terms.key.bcs), builder.bytes(terms.bind), builder.texts(terms.permissions),
            builder.texts(terms.namespaces), builder.number(terms.epochs), builder.clock(),
        ]
    }
}
