// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL

/// What a certificate is to say, before anybody has signed it.
public struct CertificateForm: Sendable, Equatable {
    /// What a certificate is good for, and nothing else.
    public enum Use: Sendable, Equatable {
        /// A server whose own key signs: something else must make it worth anything.
        case standalone
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

    /// The extensions (RFC 5280 §4.2) with their values, as OpenSSL's configuration writes them.
    var extensions: [(number: CInt, value: String)] {
        switch use {
        case .standalone:
            [
                (NID_basic_constraints, "critical,CA:FALSE"), (NID_key_usage, "critical,digitalSignature"),
                (NID_ext_key_usage, "serverAuth"), (NID_subject_alt_name, names.alternatives),
            ]
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
