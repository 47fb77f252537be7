// SPDX-License-Identifier: Apache-2.0
import Configuration
import Glibc
import Kernel
import PolicyFile
import StakeRBAC
import Telemetry
import TestSupport
import Testing

@testable import WebhookServer

/// A policy of these lines below its head.
private func policyText(_ body: String) -> String { "apiVersion: k3s-daas.io/v1alpha1\nkind: Policy\n" + body }

@Suite struct PolicyStoreTests {
    /// Long after any file of these tests was written: signatures are settled.
    static let later = WallTime(seconds: WallTime.now.seconds + 3600)

    private func name(_ reload: PolicyStore.Reload) -> String {
        switch reload {
        case .unchanged: "unchanged"
        case .reloaded(let summary): "reloaded \(summary.version.prefix { $0 != "@" })"
        case .failed(let error): "failed \(error.problems.map(\.code.rawValue).joined(separator: ","))"
        }
    }

    @Test func `without a file what is built in decides, for ever`() {
        let store = PolicyStore(now: Self.later)
        #expect(store.summary == .init(version: "built-in", warnings: [], loaded: Self.later))
        #expect(store.current.policy.version == "built-in")
        #expect(name(store.reloadIfChanged(now: Self.later)) == "unchanged")
    }

    @Test func `without a good file nothing starts`() throws {
        let folder = try LedgerFolder()
        for path in [folder.path + "/missing", folder.path, folder.write("bad", policyText("x: 1"))] {
            #expect(throws: ConfigurationError.self) { try PolicyStore(path: path) }
        }
    }

    @Test func `a good policy takes the place of a good one, a bad one never`() throws {
        let folder = try LedgerFolder()
        let store = try PolicyStore(path: folder.write("policy", policyText("version: one")), now: Self.later)
        var reader = EngineReader(store)
        var first = reader.current()
        #expect(first.policy.version.hasPrefix("one@"))
        #expect(name(store.reloadIfChanged(now: Self.later)) == "unchanged")

        folder.write("policy", policyText("version: two\nrules: {identity: warn}\nfoo: 1"))
        #expect(name(store.reloadIfChanged(now: Self.later)) == "failed invalid_value,unknown_key")
        #expect(name(store.reloadIfChanged(now: Self.later)) == "unchanged")
        first = reader.current()
        #expect(first.policy.version.hasPrefix("one@"))

        folder.replace("policy", policyText("version: two\nrules: {quota: warn}"))
        #expect(name(store.reloadIfChanged(now: Self.later)) == "reloaded two")
        let second = reader.current()
        #expect(second.policy.version.hasPrefix("two@"))
        #expect(second.policy.enforcement(of: .quota) == .warn)
        #expect(store.summary.warnings.count == 1)
        #expect(store.current === second)
    }

    @Test func `a policy that goes back to what it was comes into force again`() throws {
        let folder = try LedgerFolder()
        let good = policyText("version: one")
        let store = try PolicyStore(path: folder.write("policy", good), now: Self.later)
        folder.write("policy", policyText("version: [bad]"))
        #expect(name(store.reloadIfChanged(now: Self.later)) == "failed wrong_type")
        folder.write("policy", good)
        #expect(name(store.reloadIfChanged(now: Self.later)) == "reloaded one")
    }

    @Test func `the same content under another time is no news`() throws {
        let folder = try LedgerFolder()
        let store = try PolicyStore(path: folder.write("policy", policyText("version: one")), now: Self.later)
        let engine = store.current
        folder.replace("policy", policyText("version: one"))
        #expect(name(store.reloadIfChanged(now: Self.later)) == "unchanged")
        #expect(store.current === engine)
    }

    @Test func `a file that goes and comes back is reported both times, and decides meanwhile`() throws {
        let folder = try LedgerFolder()
        let path = folder.write("policy", policyText("version: one"))
        let store = try PolicyStore(path: path, now: Self.later)
        let engine = store.current
        rename(path, path + ".away")
        #expect(name(store.reloadIfChanged(now: Self.later)) == "failed unreadable")
        #expect(name(store.reloadIfChanged(now: Self.later)) == "unchanged")
        #expect(store.current === engine)
        rename(path + ".away", path)
        #expect(name(store.reloadIfChanged(now: Self.later)) == "reloaded one")
        #expect(store.current === engine)
    }

    @Test func `a file that has grown too large is refused`() throws {
        let folder = try LedgerFolder()
        let store = try PolicyStore(path: folder.write("policy", policyText("version: one")), now: Self.later)
        folder.write("policy", policyText("#" + String(repeating: "x", count: 1 << 20)))
        #expect(name(store.reloadIfChanged(now: Self.later)) == "failed too_large")
    }

    @Test func `a former engine is freed by the reloading thread, once no reader holds it`() throws {
        let folder = try LedgerFolder()
        let store = try PolicyStore(path: folder.write("policy", policyText("version: one")), now: Self.later)
        var reader = EngineReader(store)
        weak let former = store.current
        folder.write("policy", policyText("version: two"))
        _ = store.reloadIfChanged(now: Self.later)
        _ = store.reloadIfChanged(now: Self.later)
        #expect(former != nil)
        _ = reader.current()
        #expect(former != nil)
        _ = store.reloadIfChanged(now: Self.later)
        #expect(former == nil)
    }

    // For ThreadSanitizer as much as for the answers: many readers, one reloading thread, two policies.
    @Test func `readers see one policy or the other while the file changes`() async throws {
        let folder = try LedgerFolder()
        let store = try PolicyStore(path: folder.write("policy", policyText("version: a")), now: Self.later)
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<3 {
                group.addTask {
                    var reader = EngineReader(store)
                    for _ in 0..<20_000 {
                        let isKnown = ["a@", "b@"].contains(String(reader.current().policy.version.prefix(2)))
                        guard isKnown else { return false }
                    }
                    return true
                }
            }
            for turn in 1...50 {
                folder.replace("policy", policyText("version: \(turn % 2 == 0 ? "a" : "b")"))
                _ = store.reloadIfChanged(now: Self.later)
            }
            for await isGood in group { #expect(isGood) }
        }
    }

    @Test func `what becomes of a policy is counted and said`() throws {
        let folder = try LedgerFolder()
        let log = folder.path + "/log"
        let sink = try LineSink(.file(log))
        let registry = Registry()
        let metrics = WebhookMetrics(in: registry)
        let journal = Journal(
            log: Log(to: sink, format: .text, minimum: .info, counting: metrics.logLines), metrics: metrics)
        let store = try PolicyStore(path: folder.write("policy", policyText("version: one")), now: Self.later)
        metrics.watch(policies: store)
        folder.write("policy", policyText("foo: 1\nbar: 2"))
        journal.take(store.reloadIfChanged(now: Self.later))
        journal.take(store.reloadIfChanged(now: Self.later))
        folder.write("policy", policyText("super: {unrestricted: true}"))
        journal.take(store.reloadIfChanged(now: Self.later))
        _ = sink.close()

        let text = registry.text
        for line in [
            #"k3s_daas_policy_reloads_total{result="ok"} 1"#, #"k3s_daas_policy_reloads_total{result="refused"} 1"#,
            "k3s_daas_policy_info{version=\"\(store.current.policy.version)\"} 1",
            "k3s_daas_policy_loaded_timestamp_seconds \(Self.later.seconds)",
        ] { #expect(text.contains("\n\(line)\n"), "\(line)") }
        let lines = try DocumentedMetricsTests.contents(log).split(separator: "\n")
        #expect(lines.map { $0.contains("policy refused, the old one stays") } == [true, true, false, false])
        #expect(lines[2].contains("policy in force"))
        #expect(lines[3].contains("super.unrestricted"))
    }
}
