// SPDX-License-Identifier: Apache-2.0
import Configuration
import Crypto
import Glibc
import Kernel
import SealAuthN
import SuiLedger
import Testing

@testable import SealCommands

@Suite(.timeLimit(.minutes(10))) struct TokenTests {
    private static func info(
        version: String = "v1", kind: String = "ExecCredential", config: String? = nil, spec: String? = nil
    ) -> [String: String?] {
        let cluster = config.map { #","cluster":{"server":"https://127.0.0.1:6443","config":\#($0)}"# } ?? ""
        let spec = spec ?? #"{"interactive":false\#(cluster)}"#
        let text = #"{"kind":"\#(kind)","apiVersion":"client.authentication.k8s.io/\#(version)","spec":\#(spec)}"#
        return ["KUBERNETES_EXEC_INFO": text]
    }

    @Test func `sealctl prints a token for the cluster of its file`() throws {
        let world = try TokenWorld()
        let outcome = world.sealctl("token")
        #expect(outcome.exit == .ok && outcome.messages.isEmpty, "\(outcome.messages)")
        #expect(outcome.output.hasPrefix("sealsig1.") && outcome.output.hasSuffix("\n"))
        let claims = try world.claims(outcome)
        #expect(claims.cluster == TokenWorld.cluster && claims.audience == "k3s")
        #expect(claims.issuedMilliseconds == 1_795_212_180_000 && claims.expiresMilliseconds == 1_795_213_080_000)
        let json = world.sealctl("token", "-o", "json", "--audience", "other", "--lifetime", "2m")
        #expect(json.output.contains(#""audience": "other""#) && json.output.contains(#""expires": 1795212300000"#))
    }

    // 22:03 and 15 minutes, less one: by hand.
    @Test(arguments: ["v1", "v1beta1"])
    func `kubectl gets one object of the version that it named`(_ version: String) throws {
        let world = try TokenWorld()
        for line in [[], ["token"]] {
            let outcome = KubectlSeal.run(
                line,
                environment: ["HOME": world.folder].merging(Self.info(version: version).compactMapValues { $0 }) { $1 },
                console: Console(
                    askSecret: { _ in Array("correct horse".utf8) }, readInput: { _ in nil }, progress: { _ in },
                    stream: { _ in false }, holdEnd: { {} }, now: { TokenWorld.start }))
            #expect(outcome.exit == .ok && outcome.messages.isEmpty, "\(outcome.messages)")
            let token = try #require(outcome.output.split(separator: "\"").first { $0.hasPrefix("sealsig1.") })
            #expect(
                outcome.output == """
                    {
                      "kind": "ExecCredential",
                      "apiVersion": "client.authentication.k8s.io/\(version)",
                      "spec": {},
                      "status": {
                        "expirationTimestamp": "2026-11-20T22:17:00Z",
                        "token": "\(token)"
                      }
                    }

                    """)
        }
        let same = world.sealctl("token", "--exec-credential", environment: Self.info(version: version))
        #expect(same.output.contains("\"client.authentication.k8s.io/\(version)\""))
    }

    @Test func `without kubectl the plugin answers in the usual form`() throws {
        let world = try TokenWorld()
        #expect(world.plugin("token").output.contains(#""client.authentication.k8s.io/v1""#))
        #expect(world.plugin().exit == .usage)
        #expect(world.plugin("--help").output.hasPrefix("usage: kubectl seal COMMAND"))
        #expect(world.plugin("tokn").messages == "kubectl-seal: there is no command \"tokn\"; did you mean token?\n")
    }

    @Test func `the kubeconfig says for whom, and flags come before it`() throws {
        let world = try TokenWorld()
        let told = Self.info(config: #"{"audience":"prod","clusterId":"0xc2"}"#)
        let claims = try world.claims(world.plugin("token", environment: told))
        #expect(claims.audience == "prod" && claims.cluster == Address(0xC2))
        let other = try world.claims(
            world.plugin("token", "--audience", "x", "--cluster-id", "0xc3", environment: told))
        #expect(other.audience == "x" && other.cluster == Address(0xC3))
        let file = world.folder + "/.config/k3s-daas/cluster.yaml"
        let filed = try world.claims(world.plugin("token", "--cluster-file", file, environment: told))
        #expect(filed.audience == "prod" && filed.cluster == TokenWorld.cluster)
        // What a shell once exported is less than what the kubeconfig says of this cluster.
        var exported = told
        exported["K3S_DAAS_CLUSTER_FILE"] = .some(file)
        #expect(try world.claims(world.plugin("token", environment: exported)).cluster == Address(0xC2))
        let named = Self.info(config: #"{"clusterFile":"\#(file)"}"#)
        let home = [
            ("XDG_CONFIG_HOME", "/nowhere"), ("K3S_DAAS_WALLET_FILE", world.folder + "/.config/k3s-daas/wallet"),
        ]
        let away = named.merging(home.map { ($0, .some($1)) }) { $1 }
        #expect(try world.claims(world.plugin("token", environment: away)).cluster == TokenWorld.cluster)
    }

    @Test(
        arguments: [
            (info(version: "v1alpha1"), "apiVersion must be client.authentication.k8s.io/v1"),
            (info(kind: "Pod"), "kind must be ExecCredential"), (info(spec: "null"), "there is no spec"),
            (info(spec: "[]"), "spec must be an object"), (info(config: "[]"), "config must be an object"),
            (info(config: #"{"audiance":"x"}"#), #"has "audiance""#),
            (info(config: #"{"audience":"x","audience":"y"}"#), "audience stands twice"),
            (info(config: #"{"audience":1}"#), "audience must be a text"),
            (info(config: #"{"audience":"a b"}"#), "audience must be 1 to 256 visible"),
            (info(config: #"{"audience":""}"#), "audience must be 1 to 256 visible"),
            (info(config: #"{"clusterId":"c1"}"#), "clusterId must be 0x"),
            (info(config: #"{"clusterFile":"a\u0000b"}"#), "clusterFile must not hold control"),
            (["KUBERNETES_EXEC_INFO": "{"], "cannot be read as JSON"),
            (["KUBERNETES_EXEC_INFO": "[]"], "it must be an object"),
        ] as [([String: String?], String)])
    func `what kubectl did not say is not guessed`(_ told: [String: String?], _ reason: String) throws {
        let world = try TokenWorld()
        let outcome = world.plugin("token", environment: told)
        #expect(outcome.exit == .configuration && outcome.output.isEmpty)
        #expect(
            outcome.messages.contains(reason) && outcome.messages.contains("kubectl seal login"), "\(outcome.messages)")
        #expect(world.passwords == 0)
    }

    @Test func `flags are looked at before anybody is asked for anything`() throws {
        let world = try TokenWorld()
        for (flags, reason) in [
            (["--lifetime", "901s"], "must be from 2m to 15m"), (["--lifetime", "1m"], "must be from 2m to 15m"),
            (["--audience", "ä"], "visible ASCII"), (["--cluster-file", "/nowhere"], "--cluster-id"),
            (["--address", "0x5"], "choose another with --key"), (["--key", "nobody"], "no key of this name"),
            (["--signer-command", "./sign"], "neither the absolute path"),
        ] {
            let outcome = Sealctl.run(
                ["token"] + flags, environment: ["HOME": world.folder],
                console: Console(
                    askSecret: { _ in
                        Issue.record("asked"); return nil
                    }, readInput: { _ in nil }, progress: { _ in },
                    stream: { _ in false }, holdEnd: { {} }))
            #expect(
                outcome.exit != .ok && outcome.output.isEmpty && outcome.messages.contains(reason),
                "\(outcome.messages)")
        }
    }

    @Test func `a wrong password makes no token and leaves none`() throws {
        let world = try TokenWorld()
        let outcome = world.plugin("token", password: "wrong")
        #expect(outcome.exit == .refused && outcome.output.isEmpty && !outcome.messages.contains("wrong horse"))
        #expect(world.plugin("token").exit == .ok && world.passwords == 2)
    }
}
