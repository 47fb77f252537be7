// SPDX-License-Identifier: Apache-2.0

/// Which lease makes a leader, and how long it lasts.
///
/// The times stand in an order that makes two leaders impossible: who leads stops before anybody else may begin. The defaults are
/// client-go's, but that a leader goes on for 12 of the 15 seconds and not for 10: an apiserver that is busy answers late, and then three
/// seconds are still more than two clocks drift apart in fifteen.
public struct LeaseSettings: Sendable {
    /// Where the lease is.
    public let namespace: String
    /// What it is called.
    public let name: String
    /// Who we are; nobody else is called so, not even this program when it is started again.
    public let identity: String
    /// How long nobody else may lead after the last sign of a leader.
    public let duration: Duration
    /// How long a leader goes on without a renewal that succeeded.
    public let renewDeadline: Duration
    /// How long until the next attempt.
    public let retryPeriod: Duration

    /// A pause is up to so much longer, so that candidates do not go in step.
    static let jitter = 0.2
    /// The longest identity.
    static let longestIdentity = 253
    /// The longest lease.
    static let longest = Duration.seconds(3600)

    /// A name that nobody else has, not even this program when it is started again; a host's name stands in it for people.
    public static func identity(on host: String) -> String {
        let shown = host.utf8.filter { $0 > 0x20 && $0 < 0x7f }.prefix(longestIdentity - 17)
        let number = String(UInt64.random(in: .min ... .max), radix: 16)
        return String(decoding: shown, as: UTF8.self) + "_" + String(repeating: "0", count: 16 - number.count) + number
    }

    /// Takes settings; `nil` unless a renewal has time to be tried twice, and a leader to stop before its lease ends.
    public init?(
        namespace: String, name: String, identity: String, duration: Duration = .seconds(15),
        renewDeadline: Duration = .seconds(12), retryPeriod: Duration = .seconds(2)
    ) {
        guard KubeName.isLabel(namespace), KubeName.isSubdomain(name),
            (1...Self.longestIdentity).contains(identity.utf8.count),
            identity.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }), duration <= Self.longest,
            duration >= renewDeadline + .seconds(1), retryPeriod > .zero,
            renewDeadline >= retryPeriod * (1 + Self.jitter) * 2
        else { return nil }
        self.namespace = namespace
        self.name = name
        self.identity = identity
        self.duration = duration
        self.renewDeadline = renewDeadline
        self.retryPeriod = retryPeriod
    }
}
