// SPDX-License-Identifier: Apache-2.0
import Configuration
import Crypto
import SealAuthN
import SuiLedger
import Testing
import WorkerProtocol

@testable import SealController

/// What anybody is told of the cluster.
@Suite struct ClusterFactsTests {
    private static func facts(_ apiserver: ClusterFacts.Apiserver?) -> ClusterFacts {
        ClusterFacts(
            cluster: Address(0xC1), chain: Digest(Bytes32()), package: Address(0x99), audience: "k3s", version: "1.2",
            isAttested: false, isDevLedger: true, apiserver: apiserver)
    }

    @Test func `a kubeconfig names the server, its authorities and the plugin, and nothing else`() throws {
        let facts = Self.facts(.init(url: "https://k3s.example:6443", authorities: Array("PEM".utf8)))
        guard case .yaml(let bytes) = facts.kubeconfig else {
            Issue.record("there is none")
            return
        }
        let text = String(decoding: bytes, as: UTF8.self)
        // UEVN is Base64 of PEM.
        for line in [
            "    server: \"https://k3s.example:6443\"", "    certificate-authority-data: UEVN",
            "      command: kubectl-seal", "      args: [token]", "        audience: \"k3s\"",
            "        clusterId: \"0x" + String(repeating: "0", count: 62) + "c1\"",
        ] { #expect(text.contains("\n\(line)\n"), "\(line)") }
        for word in ["token:", "client-key", "client-certificate", "password"] { #expect(!text.contains(word)) }
    }

    @Test func `without an apiserver there is no kubeconfig`() {
        #expect(Self.facts(nil).kubeconfig.code == .notFound)
    }

    @Test func `what is not known yet is null`() {
        guard case .found(let bytes) = Self.facts(nil).securityContext(FollowMark(), prices: nil, serverKey: nil) else {
            Issue.record("there is none")
            return
        }
        let text = String(decoding: bytes, as: UTF8.self)
        for part in [#""serverKey":null"#, #""tiersMist":null"#, #""workerMinimumMist":null"#, #""devLedger":true"#] {
            #expect(text.contains(part), "\(part)")
        }
    }
}
