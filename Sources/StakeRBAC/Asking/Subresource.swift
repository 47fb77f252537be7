// SPDX-License-Identifier: Apache-2.0

/// The part of a resource that is asked for; closed: another part is known to nobody.
enum Subresource: String, Sendable, CaseIterable {
    /// The resource itself.
    case none = ""
    case scale, status, eviction, binding, exec, attach, portforward, proxy, ephemeralcontainers, resize, token,
        approval, log
    case finalize
    /// A machine's own numbers.
    case metrics, stats
    case unknown = "?"

    /// Reads a name.
    init(_ text: Span<UInt8>) {
        guard !text.isEmpty else {
            self = .none
            return
        }
        for part in Self.allCases where Text.equals(text, part.rawValue) {
            self = part == .unknown ? .unknown : part
            return
        }
        self = .unknown
    }

    /// Whether it opens a stream into a pod or to it, whatever the verb: a websocket asks for one with `get`.
    var isStream: Bool {
        switch self {
        case .exec, .attach, .portforward, .proxy: true
        default: false
        }
    }
}
