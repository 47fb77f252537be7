// SPDX-License-Identifier: Apache-2.0
public import HTTPClient

/// Where an apiserver is, whom to believe that it is the one, and who we are to it.
public struct KubeConfiguration: Sendable {
    /// Whom to believe.
    public enum Authorities: Sendable {
        /// Whom the system believes.
        case system
        /// Those of a file in PEM, which is read for each connection.
        case file(String)
        /// These, in PEM.
        case pem([UInt8])
    }

    /// Who we are.
    public enum Credentials: Sendable {
        /// Nobody.
        case none
        /// The owner of a key, in files in PEM, which are read for each connection.
        case files(certificate: String, key: String)
        /// The owner of a key that is in no file.
        case held(ClientIdentity)
        /// The bearer of a token.
        case token(KubeToken)
        /// The bearer of a token that somebody else replaces in its file.
        case tokenFile(String)
    }

    /// `https://…`, without a slash at its end; `http://…` on this machine.
    public let server: String
    /// Whom to believe.
    public let authorities: Authorities
    /// Who we are.
    public let credentials: Credentials
    /// The namespace that we live in, or that is meant where none is named.
    public let namespace: String?

    /// Puts a configuration together; `nil` unless the address is an apiserver's: no user, no query, no plain text to other machines.
    public init?(
        server: String, authorities: Authorities, credentials: Credentials, namespace: String? = nil
    ) {
        var server = server
        while server.hasSuffix("/") { server.removeLast() }
        guard Self.isAddress(server), namespace.map({ KubeName.isLabel($0) }) ?? true else { return nil }
        self.server = server
        self.authorities = authorities
        self.credentials = credentials
        self.namespace = namespace
    }

    /// Longer ones leave no room for what is asked.
    static let longestServer = 512

    private static func isAddress(_ url: String) -> Bool {
        guard ClientRequest.isSecureOrLocal(url), url.utf8.count <= longestServer else { return false }
        let rest = url.utf8.drop { $0 != UInt8(ascii: "/") }.dropFirst(2)
        let host = rest.prefix { $0 != UInt8(ascii: "/") }
        // A path may stand in front of the API's, as gateways have it; dots alone would lead out of it.
        let parts = rest.dropFirst(host.count).split(separator: UInt8(ascii: "/"))
        let isPath = parts.allSatisfy { part in
            part.allSatisfy { isUnreserved($0) } && !part.allSatisfy { $0 == UInt8(ascii: ".") }
        }
        return !host.isEmpty && isPath && host.allSatisfy { isUnreserved($0) || "[]:".utf8.contains($0) }
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
            || "-._~".utf8.contains(byte)
    }
}
