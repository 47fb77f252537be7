// SPDX-License-Identifier: Apache-2.0
internal import Wire

// The functions of `audit_anchor`.
extension ClusterCalls {
    /// Anchors a root of the audit log, under a sequence number that is higher than the last.
    public func anchor(_ sequence: UInt64, size: UInt64, hash: [UInt8], cap: ObjectReference) -> Program {
        call("audit_anchor", "anchor") { builder in
            [
                shared(ids.auditAnchor, &builder, writes: true), pool(&builder, writes: false), builder.owned(cap),
                builder.number(sequence), builder.number(size), builder.bytes(hash), builder.clock(),
            ]
        }
    }
}
