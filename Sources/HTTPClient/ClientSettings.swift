// SPDX-License-Identifier: Apache-2.0

/// How a client behaves towards all hosts.
public struct ClientSettings: Sendable {
    /// Certificate authorities, instead of the system's.
    public var certificateAuthorities: String?
    /// The same in PEM, for authorities that are in no file; they come before a file.
    public var authorityBytes: [UInt8]?
    /// The key that hosts must have, instead of a certificate from an authority.
    ///
    /// Where it is set plain text is not spoken at all, not even to this machine.
    public var pin: KeyPin?
    /// Who this client is, to hosts that ask: files in PEM, the certificate's and the key's.
    public var identity: (certificate: String, key: String)?
    /// The same for a key that is in no file; it comes before files.
    public var heldIdentity: ClientIdentity?
    /// Whether plain text may be spoken to other machines: for a network that somebody else keeps apart.
    public var allowsPlaintext = false
    /// Whether only addresses are talked to that are the whole world's: for URLs that strangers have chosen.
    ///
    /// It is the address itself that is looked at, right before it is connected to, whatever name led there.
    public var refusesPrivateAddresses = false
    /// The most exchanges under way.
    public var maximumExchanges = 256
    /// The most connections to one host.
    public var connectionsPerHost = 16
    /// What the client calls itself.
    public var userAgent = "k3s-daas"

    /// The defaults.
    public init() {}
}
