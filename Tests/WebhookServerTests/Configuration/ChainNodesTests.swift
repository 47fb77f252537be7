// SPDX-License-Identifier: Apache-2.0
import ClusterChain
import ClusterSettings
import Configuration
import HTTPClient
import Operations
import SuiLedger
import TestSupport
import Testing

@testable import WebhookServer

/// The cluster file and whom to ask.
@Suite struct ChainNodesTests {
    typealias Ground = ConfigurationGround

    private func chain(_ flags: [String]) throws -> ChainConfiguration {
        guard case .chain(let chain) = try Ground.load(flags).get().configuration.source else { throw NoChain() }
        return chain
    }

    private struct NoChain: Error {}

    private static func nodes(_ count: Int) -> [String] { (0..<count).map { "grpc=https://n\($0).example" } }

    @Test func `all that is wrong with the cluster file is said`() throws {
        let ground = try Ground()
        let path = ground.folder.path + "/cluster.yaml"
        let text = ClusterText(chain: "x", nodes: ["grpc:x"]).text.replacing("package: 0x99", "package: zz")
        #expect(
            Ground.problems(ground.chainFlags(text)) == [
                "\(path):3:8: chain: must be 32 bytes in Base58; got \"x\"",
                "\(path):4:10: package: must be 0x and 1 to 64 hexadecimal digits; got \"zz\"",
                "\(path):5:8: nodes: must be grpc=https://HOST[:PORT] or graphql=https://HOST/graphql; got \"grpc:x\"",
            ])
        #expect(
            Ground.problems(ground.listenerFlags + ["--cluster-file=/nonexistent"]) == [
                "--cluster-file: /nonexistent cannot be read: open: No such file or directory"
            ])
        #expect(
            Ground.problems(ground.chainFlags(ClusterText(objects: false).text)) == [
                "--cluster-file: \(path) names no cluster; `sealctl cluster create` makes one, "
                    + "`sealctl cluster find ID` looks one up"
            ])
    }

    @Test(arguments: [(0o644, true), (0o664, true), (0o646, false)] as [(UInt32, Bool)])
    func `a cluster file that everybody may write is refused`(_ mode: UInt32, _ isTaken: Bool) throws {
        let ground = try Ground()
        let path = ground.folder.write("cluster.yaml", ClusterText().text, mode: mode)
        let found = Ground.problems(ground.listenerFlags + ["--cluster-file", path])
        #expect(found == (isTaken ? [] : ["--cluster-file: \(path) may be written by everybody; chmod o-w it"]))
    }

    @Test func `our own nodes take the place of the cluster file's`() throws {
        let ground = try Ground()
        #expect(
            try chain(ground.chainFlags() + ["--node=grpc=https://c.example"]).nodes.map(\.url) == ["https://c.example"]
        )
        let none = ClusterText(nodes: []).text
        #expect(try chain(ground.chainFlags(none) + ["--node=grpc=https://c.example"]).nodes.count == 1)
        #expect(Ground.problems(ground.chainFlags(none)) == ["--node: is required: the cluster file names no node"])
    }

    @Test(arguments: [1, 7, 8, 9]) func `there are one to eight nodes`(_ count: Int) throws {
        let ground = try Ground()
        let flags = ground.chainFlags() + ["--node", Self.nodes(count).joined(separator: ",")]
        guard count <= 8 else {
            let found = Ground.problems(flags)
            #expect(found.count == 1 && found[0].hasPrefix("--node: at most 8 values are allowed"), "\(found)")
            return
        }
        #expect(try chain(flags).nodes.count == count)
    }

    // More than half: two liars of three, or one of two, are not believed.
    @Test(arguments: [(1, 1), (2, 2), (3, 2), (4, 3), (5, 3), (8, 5)])
    func `more than half must agree unless a number is given`(_ count: Int, _ quorum: Int) throws {
        let ground = try Ground()
        let flags = ground.chainFlags() + ["--node", Self.nodes(count).joined(separator: ",")]
        #expect(try chain(flags).quorum == quorum)
        #expect(try chain(flags + ["--quorum=\(count)"]).quorum == count)
        guard count < 8 else { return }
        #expect(
            Ground.problems(flags + ["--quorum=\(count + 1)"]) == [
                "--quorum: must not be more than there are nodes, \(count)"
            ])
    }

    // What cannot be undone is done on no node's word alone, whatever the quorum is, unless there is but one.
    @Test(arguments: [(1, 1, 1), (2, 1, 2), (2, 2, 2), (3, 1, 2), (3, 2, 2), (3, 3, 3), (8, 5, 5)])
    func `of several nodes two confirm what cannot be undone, or as many as must agree`(
        _ count: Int, _ quorum: Int, _ confirmations: Int
    ) throws {
        let ground = try Ground()
        let flags = ground.chainFlags() + ["--node", Self.nodes(count).joined(separator: ","), "--quorum=\(quorum)"]
        #expect(try chain(flags).confirmations == confirmations)
    }

    @Test func `one node that is believed alone is pointed out`() throws {
        let ground = try Ground()
        let note =
            "one node alone is believed for admin and super: name nodes that others run, with --node"
        #expect(try Ground.load(ground.chainFlags() + ["--node=grpc=https://a.example"]).get().notes == [note])
        #expect(try Ground.load(ground.chainFlags() + ["--quorum=1"]).get().notes == [note])
        #expect(try Ground.load(ground.chainFlags() + ["--quorum=2"]).get().notes == [])
    }

    static let plain = "is asked in plain text, so that anybody on the way can play it; use https://"
    static let address = "has no plain address: a host, perhaps a port, and no user or password"
    static let twice = "is at the same host and port as another: one that lies would count twice"

    @Test(
        arguments: [
            (["grpc=http://127.0.0.1:9000", "graphql=http://localhost:9125/graphql", "grpc=http://[::1]"], nil),
            (["grpc=http://10.0.0.1:9000"], "node 1 of 1 \(plain)"),
            (["grpc=https://a.example", "grpc=http://b.example"], "node 2 of 2 \(plain)"),
            (["grpc=http://127.0.0.1.example"], "node 1 of 1 \(plain)"),
            (["grpc=https://user:key@a.example"], "node 1 of 1 \(address)"),
            (["grpc=http://localhost:key@a.example"], "node 1 of 1 \(address)"),
            (["grpc=https://"], "node 1 of 1 \(address)"),
            (["grpc=https://a.example:0"], "node 1 of 1 \(address)"),
            (["grpc=https://a.example", "graphql=https://A.example:443/graphql"], "node 2 of 2 \(twice)"),
            (["grpc=https://a.example", "graphql=https://a.example:9125/graphql"], nil),
        ] as [([String], String?)])
    func `nobody on the way plays a node, and none counts twice`(_ nodes: [String], _ reason: String?) throws {
        let ground = try Ground()
        let own = Ground.problems(ground.chainFlags() + ["--node", nodes.joined(separator: ",")])
        #expect(own == (reason.map { ["--node: \($0)"] } ?? []))
        let theirs = Ground.problems(ground.chainFlags(ClusterText(nodes: nodes).text))
        let inFile = reason.map {
            "--cluster-file: " + $0.replacing("of \(nodes.count) ", "of \(nodes.count) in the cluster file ")
        }
        #expect(theirs == (inFile.map { [$0] } ?? []))
    }

    @Test func `a provider's key goes to nodes that we name ourselves`() throws {
        let ground = try Ground()
        let key = ground.folder.write("node.key", "# ours\nX-Api-Key: secret\n")
        let flags = ground.chainFlags() + ["--node-credentials-file", key]
        #expect(
            Ground.problems(flags) == [
                "--node-credentials-file: needs --node: the key goes to the nodes named there alone"
            ])
        let nodes = try chain(flags + ["--node", Self.nodes(2).joined(separator: ",")]).nodes
        #expect(nodes.map { $0.credentials.map(\.name) } == [["x-api-key"], ["x-api-key"]])
    }

    @Test(arguments: [
        ("k: v\n", 0o640 as UInt32, "others than its owner may read or change it; chmod 600 helps"),
        ("k: v\n", 0o604, "others than its owner may read or change it; chmod 600 helps"),
        ("secret\n", 0o600, "line 1 is not \"name: value\""), ("", 0o600, "there is no \"name: value\" in it"),
    ]) func `a key that cannot be used is refused and not repeated`(
        _ text: String, _ mode: UInt32, _ reason: String
    ) throws {
        let ground = try Ground()
        let key = ground.folder.write("node.key", text, mode: mode)
        let flags = ground.chainFlags() + ["--node=grpc=https://a.example", "--node-credentials-file", key]
        #expect(Ground.problems(flags) == ["--node-credentials-file: \(key) cannot be used: \(reason)"])
    }

    @Test func `a local ledger decides only for who says so`() throws {
        let ground = try Ground()
        let path = ground.folder.path + "/cluster.yaml"
        let local = ClusterText(chain: ClusterText.devnet).text
        #expect(
            Ground.problems(ground.chainFlags(local)) == [
                "--cluster-file: \(path) is of a local ledger, whose stake is worth nothing; "
                    + "--insecure-dev-ledger takes it"
            ])
        #expect(
            Ground.problems(ground.chainFlags() + ["--insecure-dev-ledger"]) == [
                "--insecure-dev-ledger: is given, yet \(path) is of no local ledger; leave it out"
            ])
        let file = ground.file("insecure: {devLedger: true}\n")
        #expect(
            Ground.problems(ground.chainFlags() + ["-c", file]) == [
                "\(file):3:23: insecure.devLedger: is given, yet \(path) is of no local ledger; leave it out"
            ])
        let loaded = try Ground.load(ground.chainFlags(local) + ["--insecure-dev-ledger"]).get()
        #expect(
            loaded.notes == [
                "--insecure-dev-ledger: stake on this ledger is worth nothing; whoever reaches it can be anybody"
            ])
        guard case .chain(let chain) = loaded.configuration.source else { throw NoChain() }
        #expect(chain.isDevLedger)
    }
}
