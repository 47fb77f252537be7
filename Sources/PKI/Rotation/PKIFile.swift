// SPDX-License-Identifier: Apache-2.0

/// The files of a server's certificates, by their names in its folder.
public enum PKIFile: String, Sendable, CaseIterable {
    /// Whom the apiserver and our server believe: one authority, or two while one succeeds the other.
    case authorities = "ca.crt"
    /// The key of the authority that signs.
    case authorityKey = "ca.key"
    /// The key of the authority that will sign, while the apiserver learns of it.
    case nextKey = "ca-next.key"
    /// The authorities that are believed for as long as something of theirs may be in use.
    case retired = "ca-old.crt"
    /// What our server shows.
    case serverCertificate = "server.crt"
    /// The key that belongs to it.
    case serverKey = "server.key"
    /// What the apiserver shows.
    case clientCertificate = "client.crt"
    /// The key that belongs to it.
    case clientKey = "client.key"

    /// Whether nobody may be shown what is in it.
    public var isSecret: Bool {
        switch self {
        case .authorityKey, .nextKey, .serverKey, .clientKey: true
        case .authorities, .retired, .serverCertificate, .clientCertificate: false
        }
    }

    /// Whether our server reads it, which is not root.
    public var isForService: Bool { self == .serverCertificate || self == .serverKey }

    /// Who may read it.
    public var mode: UInt16 {
        switch self {
        case .authorities, .retired: 0o644
        case .serverCertificate, .serverKey: 0o640
        case .clientCertificate, .authorityKey, .nextKey, .clientKey: 0o600
        }
    }
}

/// One change of a folder of certificates; each leaves it so that everybody can go on.
public enum PKIChange: Sendable, Equatable {
    /// Puts a file there, whole or not at all.
    case write(PKIFile, [UInt8])
    /// Gives a file another name, in the place of what has it.
    case rename(PKIFile, to: PKIFile)
    /// Takes a file away.
    case remove(PKIFile)
}
