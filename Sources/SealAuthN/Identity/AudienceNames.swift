// SPDX-License-Identifier: Apache-2.0

/// Whom our tokens are for: the apiserver's own audiences, as it names them with each review.
///
/// Kubelets and other callers of the TokenReview API name theirs: a token that is good at the apiserver is not thereby good at
/// whatever asks with its name.
public struct AudienceNames: Hashable, Sendable {
    /// The most names.
    public static let maximumCount = 16

    /// What a k3s server, and any other, calls itself unless it is told otherwise.
    public static let standard = AudienceNames([
        "https://kubernetes.default.svc.cluster.local", "k3s", "https://kubernetes.default.svc",
    ])

    /// The names, in order, each once.
    public let names: [String]

    /// Takes names; what is beyond the sixteenth is left out, and so is a name that was there.
    public init(_ names: [String]) {
        let distinct = names.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        self.names = Array(distinct.prefix(Self.maximumCount))
    }

    /// All of them.
    public var all: AudienceSet {
        names.indices.reduce(into: AudienceSet()) { $0.insert(AudienceSet(place: $1)) }
    }

    /// The one with this name; empty if there is none.
    public func set(named name: Span<UInt8>) -> AudienceSet {
        for (place, known) in names.enumerated() where Self.isSame(known, name) { return AudienceSet(place: place) }
        return []
    }

    /// The one with this name; empty if there is none.
    public func set(named name: String) -> AudienceSet { set(named: name.utf8.span) }

    private static func isSame(_ name: String, _ bytes: Span<UInt8>) -> Bool {
        let known = name.utf8.span
        guard known.count == bytes.count else { return false }
        for index in bytes.indices where known[index] != bytes[index] { return false }
        return true
    }
}
