// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What stands in a certificate of a simulated hierarchy; each part can be changed, for certificates that must be refused.
public struct CertificatePlan: Sendable {
    /// One part of a name, such as `CN` and what it says.
    public struct NamePart: Hashable, Sendable {
        /// The attribute in OpenSSL's short form: `C`, `O`, `OU`, `ST`, `L`, `CN`.
        public var attribute: String
        /// What it says.
        public var value: String

        /// Puts both together.
        public init(_ attribute: String, _ value: String) {
            self.attribute = attribute
            self.value = value
        }
    }

    /// One extension.
    public enum Extension: Hashable, Sendable {
        /// In the words of x509v3_config(5): `basicConstraints` and `critical,CA:TRUE,pathlen:2`.
        case named(String, String)
        /// By its dotted number, with the bytes that stand in it.
        case raw(String, isCritical: Bool, [UInt8])
    }

    /// Whose it is.
    public var subject: [NamePart]
    /// Who it says has signed it; `nil` is who has.
    public var issuer: [NamePart]?
    /// Its number, the highest byte first.
    public var serial: [UInt8]
    /// The first second in which it counts.
    public var notBefore: WallTime
    /// The last second in which it counts.
    public var notAfter: WallTime
    /// What its key is.
    public var key = SigningKey.Kind.p384
    /// What its signer reduces it to before it signs.
    public var digest = SigningKey.Digest.sha384
    /// The version that it claims, as people count: X.509 v3 is 3.
    public var version = 3
    /// Its extensions, in this order.
    public var extensions: [Extension]

    /// Plans a certificate of Nitro's algorithms.
    public init(
        subject: [NamePart], serial: [UInt8], notBefore: WallTime, notAfter: WallTime, extensions: [Extension]
    ) {
        self.subject = subject
        self.serial = serial
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.extensions = extensions
    }

    /// What the name's `CN` says.
    public var commonName: String {
        get { subject.last { $0.attribute == "CN" }?.value ?? "" }
        set {
            subject.removeAll { $0.attribute == "CN" }
            subject.append(NamePart("CN", newValue))
        }
    }
}
