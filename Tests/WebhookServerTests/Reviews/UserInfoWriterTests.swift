// SPDX-License-Identifier: Apache-2.0
import Bytes
import Crypto
import SealAuthN
import Testing

@testable import WebhookServer

/// What an apiserver is told of an identity, to the byte.
struct UserInfoWriterTests {
    private static let owner = String(repeating: "0a", count: 32)
    private static let seal = String(repeating: "1d", count: 32)

    private func identity(_ tier: Tier = .developer, isSigned: Bool = false) throws -> Identity {
        let seal = try #require(Bytes32(hex: Self.seal))
        return Identity(
            owner: try #require(Bytes32(hex: Self.owner)), seal: isSigned ? nil : seal, tier: tier, stake: 2_500_000_000
        )
    }

    private func text(_ identity: Identity, _ groups: TierGroups = TierGroups()) throws -> String {
        var buffer = ByteBuffer()
        try UserInfoWriter(groups: groups).append(identity, to: &buffer)
        return String(decoding: buffer.bytes, as: UTF8.self)
    }

    @Test func `a seal's owner is named by address and seal`() throws {
        #expect(
            try text(identity()) == #"{"username":"sui:0x\#(Self.owner)","uid":"0x\#(Self.seal)","#
                + #""groups":["seal:stakers","seal:developer"],"extra":{"k3s-daas.io/tier":["developer"],"#
                + #""k3s-daas.io/stake-mist":["2500000000"],"k3s-daas.io/seal":["0x\#(Self.seal)"]}}"#)
    }

    @Test func `a signer is named by the address alone`() throws {
        #expect(
            try text(identity(isSigned: true)) == #"{"username":"sui:0x\#(Self.owner)","uid":"0x\#(Self.owner)","#
                + #""groups":["seal:stakers","seal:developer"],"extra":{"k3s-daas.io/tier":["developer"],"#
                + #""k3s-daas.io/stake-mist":["2500000000"]}}"#)
    }

    @Test(
        arguments: [(.viewer, "viewer"), (.developer, "developer"), (.admin, "admin"), (.super, "super")]
            as [(Tier, String)])
    func `every tier has a group of its own`(_ tier: Tier, _ name: String) throws {
        #expect(try text(identity(tier)).contains(#""groups":["seal:stakers","seal:\#(name)"],"#))
    }

    @Test func `a narrowed seal is in no tier's group, and says what is left`() throws {
        var groups = TierGroups()
        groups[.developer] = [try GroupName("team")]
        var identity = try identity()
        identity.permissions = ["pods:read", "a/\"b\":*"]
        identity.expiresEpoch = 31
        let text = try text(identity, groups)
        #expect(text.contains(#""groups":["seal:stakers","seal:limited"],"#))
        #expect(
            text.hasSuffix(
                #","k3s-daas.io/permissions":["pods:read","a/\"b\":*"],"k3s-daas.io/expires-epoch":["31"]}}"#))
        identity.permissions = []
        #expect(try self.text(identity, groups).contains(#""groups":["seal:stakers","seal:developer","team"],"#))
        identity.namespaces = ["team-a"]
        let narrowed = try self.text(identity, groups)
        #expect(narrowed.contains(#""groups":["seal:stakers","seal:limited"],"#))
        #expect(narrowed.contains(#","k3s-daas.io/namespaces":["team-a"],"#))
    }

    @Test func `an operator's groups come after ours, for their tier alone`() throws {
        var groups = TierGroups()
        groups[.admin] = [try GroupName("team\"a"), try GroupName("ops")]
        #expect(
            try text(identity(.admin), groups).contains(#""groups":["seal:stakers","seal:admin","team\"a","ops"],"#))
        #expect(try text(identity(.super), groups).contains(#""groups":["seal:stakers","seal:super"],"#))
    }

    @Test func `the largest numbers are written whole`() throws {
        var identity = try identity()
        (identity.stake, identity.expiresEpoch) = (.max, .max)
        let text = try text(identity)
        #expect(text.contains(#""k3s-daas.io/stake-mist":["18446744073709551615"]"#))
        #expect(text.contains(#""k3s-daas.io/expires-epoch":["18446744073709551615"]"#))
    }
}
