// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import EnclaveBoot

@Suite(.timeLimit(.minutes(10))) struct ClusterAuthorityTests {
    private static let one = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"

    private static func write(_ text: String, to path: String) throws {
        let bytes = Array(text.utf8)
        try FileReplacement.write(bytes.span, to: path, readers: .owner)
    }

    @Test func `certificates are told as they are now`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/ca.crt"
        let world = try ServingWorld(authority: ClusterAuthority(path: path))
        // k3s makes it when it starts.
        let early = try world.get("/api/v1/cluster-ca")
        #expect(early.status == 503 && early.body.contains("no_authority") && early.has("Retry-After: 1"))
        for text in [Self.one, Self.one + Self.one, "# by k3s\n" + Self.one] {
            try Self.write(text, to: path)
            let reply = try world.get("/api/v1/cluster-ca")
            #expect(reply.status == 200 && reply.body == text && reply.has("Cache-Control: no-store"))
        }
    }

    @Test(
        arguments: [
            "", "none", one + "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
            one + "-----BEGIN EC PRIVATE KEY-----\n", "-----BEGIN X509 CRL-----\n" + one,
            String(repeating: one, count: 1200),
        ])
    func `what holds anything else is told to nobody`(_ text: String) throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/ca.crt"
        try Self.write(text, to: path)
        let world = try ServingWorld(authority: ClusterAuthority(path: path))
        let reply = try world.get("/api/v1/cluster-ca")
        #expect(reply.status == 503 && !reply.body.contains("BEGIN"))
    }
}
