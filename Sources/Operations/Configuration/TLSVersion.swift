// SPDX-License-Identifier: Apache-2.0
public import HTTPServer

/// TLS versions that can be asked for.
public enum TLSVersion: String, Sendable, CaseIterable {
    case tls12 = "1.2"
    case tls13 = "1.3"

    /// The same in the engine's words.
    public var engine: TLSSettings.Version {
        switch self {
        case .tls12: .tls12
        case .tls13: .tls13
        }
    }
}
