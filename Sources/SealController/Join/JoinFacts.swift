// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import SuiLedger

/// What machines are told of the cluster.
struct JoinFacts: Sendable {
    /// Which cluster it is.
    var cluster: Address
    /// k3s' `server`: `https://…`, as machines reach it.
    var serverURL: String
    /// What the server is known by, as ``AuthorityDigest`` has it of the exact bytes at its `/cacerts`.
    var authority: @Sendable () throws(JoinRefusal) -> Bytes32
}
