// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import SuiLedger

/// An identity that was given out earlier, under which it is found again.
struct GivenIdentity: Sendable {
    let owner: Bytes32
    let uid: Bytes32
    /// The seal's; `nil` for who signed for the address.
    let key: SealKey?

    /// What it is worth now.
    func find(with finder: inout Finder) -> Finding {
        guard let key else { return finder.signer(Address(owner)) }
        let finding = finder.seal(key) { named, _ in named.raw == owner }
        switch finding {
        // Another's seal under this name, or another seal under this key: nobody was ever given that.
        case .decided(.refused(.wrongBinding)): return .decided(.refused(.unknownSeal))
        case .decided(.good(let identity)) where identity.uid != uid: return .decided(.refused(.unknownSeal))
        case .decided, .open: return finding
        }
    }
}
