// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// At which time a document is looked at, and how old it may be then.
public enum Freshness: Hashable, Sendable {
    /// Now: what somebody who is connected to an enclave asks.
    case live(now: WallTime, maxAge: Duration)
    /// At the time that the document itself names: it says what was then, and nothing about now.
    case archived

    /// How old an answer to a challenge may be.
    public static let maximumAgeOfAnswer = Duration.seconds(60)
    /// How old a document may be that an enclave made for everybody.
    public static let maximumAgeOfCopy = Duration.seconds(3600)
    /// How much a document's clock may be ahead of the verifier's.
    public static let maximumSkew = Duration.seconds(300)

    /// The time at which the chain must be valid.
    func time(of document: UnverifiedDocument) -> WallTime {
        switch self {
        case .live(let now, _): now
        case .archived: document.timestamp
        }
    }

    /// Refuses what is too old, or comes from the future.
    func check(_ document: UnverifiedDocument) throws(AttestationRefusal) {
        guard case .live(let now, let maxAge) = self else { return }
        let age = Duration.nanoseconds(now.nanoseconds) - .nanoseconds(document.timestamp.nanoseconds)
        guard age >= .zero - Self.maximumSkew else { throw AttestationRefusal(.clockBehind, "timestamp") }
        guard age <= maxAge else { throw AttestationRefusal(.stale, "timestamp") }
    }
}
