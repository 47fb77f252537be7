// SPDX-License-Identifier: Apache-2.0
public import Crypto
public import Kernel
internal import SuiLedger

/// Says who a token is, on one thread.
///
/// What a token costs is in the order of its steps: a glance at its form, a hash, a look into tables; a signature only for somebody
/// who would get in with it.
public struct SealAuthenticator: ~Copyable {
    private let directory: IdentityDirectory
    private var hasher: SealHasher
    private var hash: SHA256
    /// What a ledger knows the token by that was asked about last; `nil` where it has not the form of one of ours.
    public private(set) var name: TokenName?

    /// Gets ready on the thread that will ask.
    public init(_ directory: IdentityDirectory) throws(CryptoError) {
        let hasher = try SealHasher(clusterId: directory.settings.cluster.raw)
        let hash = try SHA256()
        self.directory = directory
        self.hasher = hasher
        self.hash = hash
    }

    /// Says who a token is, for one of these audiences.
    public mutating func authenticate(
        _ token: Span<UInt8>, for audiences: AudienceSet, at now: Moment
    ) -> TokenDecision {
        name = nil
        do throws(CryptoError) {
            switch BearerForm(token) {
            case .foreign: return .decided(.notOurs)
            case .seal: return try seal(token, audiences, now)
            case .signed: return try signed(token, audiences, now)
            }
        } catch {
            // A library that fails lets nobody in.
            return .decided(.refused(.ledgerUnavailable))
        }
    }

    private mutating func seal(
        _ token: Span<UInt8>, _ audiences: AudienceSet, _ now: Moment
    ) throws(CryptoError) -> TokenDecision {
        guard hasher.take(token) else { return .decided(.notOurs) }
        defer { hasher.forget() }
        let key = SealKey(try hasher.key())
        name = .seal(key.raw)
        var finder = Finder(directory, at: now)
        switch finder.seal(key, isBound: { hasher.isBound(to: $0.raw, $1) }) {
        case .decided(let standing): return .decided(Authentication(standing, for: audiences))
        case .open(let needs):
            return .open(SealQuestion(directory, key, secret: try Secret(copying: token), audiences, needs))
        }
    }

    private mutating func signed(
        _ token: Span<UInt8>, _ audiences: AudienceSet, _ now: Moment
    ) throws(CryptoError) -> TokenDecision {
        if let known = try directory.verified.entry(for: token, at: now.wall, using: &hash) {
            let set = directory.settings.audiences.set(named: known.audience).intersection(audiences)
            name = .signer(known.signer.raw)
            guard !set.isEmpty else { return .decided(.refused(.wrongAudience)) }
            return decision(of: known.signer, set, now)
        }
        do throws(TokenFault) {
            let unverified = try UnverifiedSignedToken(token)
            // An address is a digest: it is computed once.
            let signer = unverified.claimedSigner
            name = .signer(signer.raw)
            try unverified.claims.check(cluster: directory.settings.cluster, at: now.wall)
            let set = directory.settings.audiences.set(named: unverified.claims.audience).intersection(audiences)
            guard !set.isEmpty else { throw .wrongAudience }
            return try verify(unverified, by: signer, set, now)
        } catch { return .decided(.refused(TokenRefusal(error))) }
    }

    /// Checks a signature, if whoever is said to have signed would get in.
    private mutating func verify(
        _ unverified: UnverifiedSignedToken, by signer: Address, _ set: AudienceSet, _ now: Moment
    ) throws(TokenFault) -> TokenDecision {
        let decision = decision(of: signer, set, now)
        if case .decided(.refused) = decision { return decision }
        guard directory.verifications.admits(signer, at: now.monotonic) else {
            return .decided(.refused(.tooManyLookUps))
        }
        let verified = try unverified.verified()
        // Not remembered is only dearer the next time.
        _ = try? directory.verified.insert(verified, at: now.wall, using: &hash)
        return decision
    }

    private func decision(of signer: Address, _ set: AudienceSet, _ now: Moment) -> TokenDecision {
        var finder = Finder(directory, at: now)
        switch finder.signer(signer) {
        case .decided(let standing): return .decided(Authentication(standing, for: set))
        case .open(let needs): return .open(SignerQuestion(directory, signer, set, needs))
        }
    }
}
