// SPDX-License-Identifier: Apache-2.0

/// How one listener proves who it is and asks who calls.
public struct TLSSettings: Sendable, Equatable {
    /// The file with our certificate, followed by its intermediates, in PEM.
    public var certificateFile: String
    /// The file with the private key, unencrypted, in PEM.
    public var privateKeyFile: String
    /// The oldest version that is spoken.
    public var minimumVersion: Version
    /// Whether a caller must show a certificate.
    public var clientAuthentication: ClientAuthentication
    /// Whether HTTP/2 is offered, before HTTP/1.1.
    public var offersHTTP2: Bool

    /// A protocol version.
    public enum Version: String, Sendable, CaseIterable {
        case tls12 = "1.2"
        case tls13 = "1.3"
    }

    /// What is asked of a caller.
    public enum ClientAuthentication: Sendable, Equatable {
        /// Nothing.
        case off
        /// A certificate of this CA if one is shown; the handler sees whether.
        case optional(caFile: String, allowedNames: [String])
        /// A certificate of this CA whose common name or DNS name is one of `allowedNames` (any, if empty).
        case required(caFile: String, allowedNames: [String])
    }

    /// Names the files.
    public init(
        certificateFile: String, privateKeyFile: String, minimumVersion: Version = .tls12,
        clientAuthentication: ClientAuthentication, offersHTTP2: Bool = false
    ) {
        self.certificateFile = certificateFile
        self.privateKeyFile = privateKeyFile
        self.minimumVersion = minimumVersion
        self.clientAuthentication = clientAuthentication
        self.offersHTTP2 = offersHTTP2
    }

    /// All files that a reload must watch.
    var files: [String] {
        switch clientAuthentication {
        case .off: [certificateFile, privateKeyFile]
        case .optional(let caFile, _), .required(let caFile, _): [certificateFile, privateKeyFile, caFile]
        }
    }
}
