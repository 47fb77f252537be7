// SPDX-License-Identifier: Apache-2.0
internal import Wire

// The functions of `enclave_registry`.
extension ClusterCalls {
    /// Enters an enclave: by the document that attests it, which Sui itself verifies, and by what its signing key has signed for the
    /// sender and the endpoint.
    public func registerEnclave(
        document: [UInt8], signingKey: [UInt8], tlsSPKISHA256: [UInt8], configSHA256: [UInt8], endpoint: String,
        signature: [UInt8]
    ) -> Program {
        var builder = ProgramBuilder()
        let loading = [builder.bytes(document), builder.clock()]
        let loaded = builder.call(Address(2), "nitro_attestation", "load_nitro_attestation", loading)
        let arguments = [
            shared(ids.enclaveRegistry, &builder, writes: true), pool(&builder, writes: false), loaded,
            builder.bytes(signingKey), builder.bytes(tlsSPKISHA256), builder.bytes(configSHA256),
            builder.text(endpoint), builder.bytes(signature), builder.clock(),
        ]
        builder.call(package, "enclave_registry", "register_enclave", arguments)
        return builder.program
    }

    /// Has enclaves measure this from now on; those that measured something else are retired by it.
    public func updatePCRs(
        pcr0: [UInt8], pcr1: [UInt8], pcr2: [UInt8], pcr16: [UInt8], cap: ObjectReference
    ) -> Program {
        call("enclave_registry", "update_pcrs") { builder in
            [
                shared(ids.enclaveRegistry, &builder, writes: true), pool(&builder, writes: false), builder.owned(cap),
                builder.bytes(pcr0), builder.bytes(pcr1), builder.bytes(pcr2), builder.bytes(pcr16),
            ]
        }
    }

    /// Commits to a snapshot of the cluster's state, as a current enclave has signed it.
    public func commitState(signingKey: [UInt8], sequence: UInt64, root: [UInt8], signature: [UInt8]) -> Program {
        call("enclave_registry", "commit_state") { builder in
            [
                shared(ids.enclaveRegistry, &builder, writes: true), builder.bytes(signingKey),
                builder.number(sequence), builder.bytes(root), builder.bytes(signature),
            ]
        }
    }
}
