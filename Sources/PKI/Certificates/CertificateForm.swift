// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL

/// What a certificate is to say, before anybody has signed it.
public struct CertificateForm: Sendable, Equatable {
    /// What a certificate is good for, and nothing else.
    public enum Use: Sendable, Equatable {
        /// A server whose own key signs: something else must make it worth anything.
        case standalone
        /// Whoever signs for servers and clients, and lets nobody else sign.
        case authority
        /// A server, as its authority vouches.
        case server
        /// A client, as its authority vouches.
        case client
    }

    /// Whose it is, for people.
    public var commonName: String
    /// What it is good for.
    public var use: Use
    /// Which hosts it is for.
    public var names: [SubjectName]
    /// How long it counts.
    public var validity: Validity

    /// Puts a form together.
    public init(commonName: String, use: Use, names: [SubjectName], validity: Validity) {
        self.commonName = commonName
        self.use = use
        self.names = names
        self.validity = validity
    }

    private static func leaf(_ purpose: String) -> [(number: CInt, value: String)] {
        [
            (NID_basic_constraints, "critical,CA:FALSE"), (NID_key_usage, "critical,digitalSignature"),
            (NID_ext_key_usage, purpose), (NID_subject_key_identifier, "hash"),
            (NID_authority_key_identifier, "keyid:always"),
        ]
    }

    /// The extensions (RFC 5280 §4.2) with their values, as OpenSSL's configuration writes them.
    var extensions: [(number: CInt, value: String)] {
        switch use {
        case .standalone:
            [
                (NID_basic_constraints, "critical,CA:FALSE"), (NID_key_usage, "critical,digitalSignature"),
                (NID_ext_key_usage, "serverAuth"), (NID_subject_alt_name, names.alternatives),
            ]
        case .authority:
            // No constraint on names: one authority may serve several machines, and each has names of its own.
            [
                (NID_basic_constraints, "critical,CA:TRUE,pathlen:0"), (NID_key_usage, "critical,keyCertSign,cRLSign"),
                (NID_ext_key_usage, "serverAuth,clientAuth"), (NID_subject_key_identifier, "hash"),
            ]
        case .server:
            Self.leaf("serverAuth") + [(NID_subject_alt_name, names.alternatives)]
        case .client:
            Self.leaf("clientAuth")
        }
    }
}

extension [SubjectName] {
    /// What a name may be holds neither commas nor spaces.
    fileprivate var alternatives: String {
        map { name in
            switch name {
            case .dns(let name): "DNS:\(name)"
            case .address(let address): "IP:\(address)"
            }
        }.joined(separator: ",")
    }
}
