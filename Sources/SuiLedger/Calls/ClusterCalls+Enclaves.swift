// SPDX-License-Identifier: Apache-2.0
internal import Wire

// The functions of `enclave_registry`.
extension ClusterCalls {
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
