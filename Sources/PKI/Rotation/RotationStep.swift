// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What is to be done next about a server's certificates, decided from what there is and what time it is.
///
/// An authority is succeeded in steps, between which everybody believes everybody: the new one is announced beside the old; once the
/// apiserver was started with both, the new one signs; once nobody uses what the old one signed, the old one goes. The process that decides
/// may end between any two changes: what it finds when it comes again tells it how far it was.
public enum RotationStep: Sendable, Equatable {
    /// The two certificates that an authority issues.
    public enum Leaf: Sendable, Equatable, CaseIterable {
        /// Our server's.
        case server
        /// The apiserver's.
        case client
    }

    /// Why a certificate is issued.
    public enum Reason: String, Sendable, CaseIterable {
        case missing = "there is none"
        case otherKey = "it is for another key"
        case otherAuthority = "another authority has signed it"
        case otherNames = "it is for other names"
        case due = "two thirds of its life are over"
    }

    /// Makes the key of the first authority.
    case makeAuthorityKey
    /// Makes the certificate of the authority whose key is there.
    case certifyAuthority
    /// Issues a certificate.
    case issue(Leaf, Reason)
    /// Makes the key of the next authority.
    case makeNextKey
    /// Makes the certificate of the next authority, to be believed beside the present one.
    case announce
    /// Nothing, until the apiserver was started again: it knows the old authority alone.
    case awaitRestart(since: WallTime)
    /// Has the next authority sign from now on.
    case adopt
    /// Nothing, until nobody uses what the old authority has signed.
    case awaitUse(until: WallTime)
    /// Ends the belief in the old authority.
    case drop
    /// Nothing: the authority's key is elsewhere, and so is who must issue the certificate.
    case needsIssuer(Leaf, Reason)
    /// Nothing, until something is due.
    case rest(until: WallTime)

    /// After this both ends have looked at their files again: ours looks every second, an apiserver every five minutes.
    public static let use = Duration.seconds(3600)

    /// Whether there is nothing to do now.
    public var isPause: Bool {
        switch self {
        case .awaitRestart, .awaitUse, .needsIssuer, .rest: true
        case .makeAuthorityKey, .certifyAuthority, .issue, .makeNextKey, .announce, .adopt, .drop: false
        }
    }

    /// Decides.
    public init(_ state: PKIState, _ wishes: PKIWishes, now: WallTime) {
        guard state.authorityKey != nil else {
            self = Self.withoutKey(state, wishes, now)
            return
        }
        guard let issuer = state.issuer, issuer.validity.contains(now) else {
            self = .certifyAuthority
            return
        }
        if state.nextKey != nil, state.nextKey != state.authorityKey {
            guard state.authority(of: state.nextKey) != nil else {
                self = .announce
                return
            }
            if state.hasReadAuthorities {
                self = .adopt
            } else {
                // Meanwhile the old authority goes on.
                self = Self.leaf(state, issuer, wishes, now) ?? .awaitRestart(since: state.authoritiesChanged)
            }
            return
        }
        if let issue = Self.leaf(state, issuer, wishes, now) {
            self = issue
        } else if !state.retired.isEmpty {
            let latest = [state.server, state.client].compactMap(\.certificate?.validity.notBefore).max() ?? now
            let end = WallTime(
                seconds: latest.seconds + (Validity.leeway + Self.use).components.seconds)
            self = now >= end ? .drop : .awaitUse(until: end)
        } else if wishes.wantsNewAuthority || now >= issuer.validity.renewal {
            self = .makeNextKey
        } else {
            self = .rest(until: Self.nextRenewal(state, issuer))
        }
    }

    private static func withoutKey(_ state: PKIState, _ wishes: PKIWishes, _ now: WallTime) -> RotationStep {
        guard !state.authorities.isEmpty else { return .makeAuthorityKey }
        // The key is kept elsewhere: all that can be said is whether what there is will do.
        for leaf in Leaf.allCases {
            let pair = state.pair(leaf)
            let issuer = state.authorities.first { pair.certificate?.isIssued(by: $0) ?? false }
            if let reason = reason(pair, leaf, issuer: issuer, wishes, now) { return .needsIssuer(leaf, reason) }
        }
        return .rest(until: nextRenewal(state, nil))
    }

    private static func leaf(
        _ state: PKIState, _ issuer: Certificate, _ wishes: PKIWishes, _ now: WallTime
    ) -> RotationStep? {
        for leaf in Leaf.allCases {
            if let reason = reason(state.pair(leaf), leaf, issuer: issuer, wishes, now) { return .issue(leaf, reason) }
        }
        return nil
    }

    private static func reason(
        _ pair: PKIState.Pair, _ leaf: Leaf, issuer: Certificate?, _ wishes: PKIWishes, _ now: WallTime
    ) -> Reason? {
        guard let certificate = pair.certificate, let key = pair.key else { return .missing }
        guard certificate.keyHash == key else { return .otherKey }
        guard let issuer, certificate.isIssued(by: issuer) else { return .otherAuthority }
        switch leaf {
        case .server:
            let names = Set(certificate.names.map(\.normal))
            guard names == Set(wishes.serverNames.map(\.normal)) else { return .otherNames }
        case .client:
            guard certificate.commonName == wishes.clientName else { return .otherNames }
        }
        // A clock that was set back: what begins in the future is no good now.
        guard certificate.validity.notBefore <= now, now < certificate.validity.renewal else { return .due }
        return nil
    }

    private static func nextRenewal(_ state: PKIState, _ issuer: Certificate?) -> WallTime {
        let all = [state.server.certificate, state.client.certificate, issuer].compactMap { $0?.validity.renewal }
        return all.min() ?? state.authoritiesChanged
    }
}

extension PKIState {
    /// What there is of a certificate.
    func pair(_ leaf: RotationStep.Leaf) -> Pair { leaf == .server ? server : client }
}
