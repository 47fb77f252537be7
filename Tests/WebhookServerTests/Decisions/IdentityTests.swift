// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import WebhookServer

struct IdentityTests {
    private func refusal(
        username: String = "sui:0xa", uid: String = "0xb", groups: [String] = ["seal:stakers"],
        extra: [Identity.Extra] = []
    ) -> Identity.Refusal? {
        do throws(Identity.Refusal) {
            _ = try Identity(username: username, uid: uid, groups: groups, extra: extra, tier: .viewer)
            return nil
        } catch {
            return error
        }
    }

    // k3s hands cluster keys to k3s:server, Kubernetes the cluster to system:masters.
    @Test(arguments: ["system:masters", "SYSTEM:masters", "System:", "k3s:server", "K3S:server", "k3s:"])
    func `no name begins like the cluster's own`(_ name: String) {
        #expect(refusal(username: name) == .reservedPrefix)
        #expect(refusal(uid: name) == .reservedPrefix)
        #expect(refusal(groups: ["seal:stakers", name]) == .reservedPrefix)
    }

    @Test(arguments: [
        "a\nb", "a b", "a\u{0}", "a\u{7F}", "ѕystem:masters", "syst\u{200B}em:masters", "\u{FF53}ystem:x",
    ])
    func `no name holds what cannot be seen, or looks like another letter`(_ name: String) {
        #expect(refusal(username: name) == .controlCharacter)
        #expect(refusal(uid: name) == .controlCharacter)
        #expect(refusal(groups: [name]) == .controlCharacter)
        #expect(refusal(extra: [.init(key: name, values: ["v"])]) == .controlCharacter)
        #expect(refusal(extra: [.init(key: "k", values: [name])]) == .controlCharacter)
    }

    @Test func `no name is empty or endless`() {
        #expect(refusal(username: "") == .empty)
        #expect(refusal(uid: "") == .empty)
        #expect(refusal(groups: [""]) == .empty)
        #expect(refusal(username: String(repeating: "a", count: 512)) == nil)
        #expect(refusal(username: String(repeating: "a", count: 513)) == .tooLong)
    }

    @Test func `is written as the apiserver reads it`() throws {
        let identity = try Identity(
            username: "sui:0xa", uid: "0x\"b\\", groups: ["seal:stakers", "seal:admin"],
            extra: [.init(key: "k3s-daas.io/tier", values: ["admin", "x"])], tier: .admin)
        let json = String(decoding: identity.json, as: UTF8.self)
        #expect(
            json == #"{"username":"sui:0xa","uid":"0x\"b\\","groups":["seal:stakers","seal:admin"],"#
                + #""extra":{"k3s-daas.io/tier":["admin","x"]}}"#)
        let bare = try Identity(username: "u", uid: "i", groups: [], extra: [], tier: .viewer)
        #expect(String(decoding: bare.json, as: UTF8.self) == #"{"username":"u","uid":"i","groups":[]}"#)
    }
}
