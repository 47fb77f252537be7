// SPDX-License-Identifier: Apache-2.0
import Bytes
import Crypto
import Glibc
import Kernel
import Operations
import Reviews
import SealAuthN
import StakeRBAC
import Telemetry
import Testing

@testable import WebhookServer

struct AuditLogTests {
    /// The lines that `body` audits.
    func lines(_ body: (AuditLog) -> Void) throws -> String {
        var ends: [CInt] = [-1, -1]
        _ = try SystemError.check("pipe") { Int(pipe(&ends)) }
        let reader = Descriptor(owning: ends[0])
        let sink = try LineSink(descriptor: Descriptor(owning: ends[1]), path: nil, limit: 1 << 16)
        body(AuditLog(to: .plain(sink)))
        #expect(sink.close(within: .seconds(30)))
        var text = [UInt8](repeating: 0, count: 1 << 16)
        let count = read(reader.raw, &text, text.count)
        return String(decoding: text.prefix(max(0, count)), as: UTF8.self)
    }

    static let time = WallTime(nanoseconds: 1_767_225_600_000_042_000)

    @Test func `records an authentication`() throws {
        let owner = try #require(Bytes32(hex: "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeffe0e1e2e3e4e5e6e7e8e9eaebecedeeef"))
        let key = try #require(Bytes32(hex: String(repeating: "ab", count: 32)))
        let text = try lines { audit in
            audit.record(
                .authenticate, .allowed, reason: "accepted", request: 7, at: Self.time, latency: 61_999
            ) { entry in
                entry.user(owner: owner)
                entry.seal(key: key)
                entry.tier(.super)
            }
            audit.record(.authenticate, .noOpinion, reason: "not_ours", request: 8, at: Self.time, latency: 999)
        }
        #expect(
            text == #"""
                {"ts":"2026-01-01T00:00:00.000042Z","request":"0000000000000007","kind":"authenticate","decision":"allowed","reason":"accepted","latency_us":61,"user":"sui:0xf0f1f2f3f4f5f6f7f8f9fafbfcfdfeffe0e1e2e3e4e5e6e7e8e9eaebecedeeef","seal":"abababab","tier":"super"}
                {"ts":"2026-01-01T00:00:00.000042Z","request":"0000000000000008","kind":"authenticate","decision":"no_opinion","reason":"not_ours","latency_us":0}

                """#)
    }

    /// Codes go into a line as they are.
    @Test(
        arguments: TokenRefusal.allCases.map(\.rawValue) + Rule.allCases.map(\.rawValue)
            + AuditLog.Kind.allCases.map(\.rawValue) + AuditLog.Decision.allCases.map(\.rawValue)
            + AuditLog.Act.allCases.map(\.rawValue) + AuditLog.Outcome.allCases.map(\.rawValue)
            + Tier.allCases.map { "\($0.name)" } + AdmissionReview.Operation.allCases.map { $0.rawValue.lowercased() })
    func `a code needs no escape`(_ code: String) {
        #expect(!code.isEmpty)
        #expect(code.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789_-.".contains($0) })
    }

    @Test func `records an admission, with whatever names a peer sent`() throws {
        let odd: [UInt8] = [0xFF, 0x0A]
        let text = try lines { audit in
            audit.record(
                .admit, .denied, reason: "namespace_not_own", request: 255, at: Self.time, latency: 1_000_000
            ) { entry in
                entry.user(Array("eve\",\"decision\":\"allowed\n{".utf8).span)
                entry.tier(.developer)
                entry.admission(
                    uid: Array("u-1".utf8).span, operation: "CREATE",
                    of: AuditLog.Object(
                        group: Array("".utf8).span, resource: Array("pods".utf8).span,
                        subresource: Array("exec\"".utf8).span, namespace: Array("kube-system".utf8).span,
                        name: odd.span), dryRun: true)
            }
        }
        #expect(
            text == #"""
                {"ts":"2026-01-01T00:00:00.000042Z","request":"00000000000000ff","kind":"admit","decision":"denied","reason":"namespace_not_own","latency_us":1000,"user":"eve\",\"decision\":\"allowed\n{","tier":"developer","uid":"u-1","operation":"CREATE","resource":"pods","subresource":"exec\"","namespace":"kube-system","name":"\ufffd\n","dry_run":true}

                """#)
    }

    @Test func `leaves out names that the review leaves out`() throws {
        let none: [UInt8] = []
        let text = try lines { audit in
            audit.record(.authorize, .error, reason: "r", request: 0, at: Self.time, latency: 0) { entry in
                entry.access(
                    verb: Array("list".utf8).span,
                    of: AuditLog.Object(
                        group: none.span, resource: Array("nodes".utf8).span, subresource: none.span,
                        namespace: none.span, name: none.span))
            }
            audit.record(.admit, .error, reason: "r", request: 0, at: Self.time, latency: 0) { entry in
                entry.admission(
                    uid: Array("1".utf8).span, operation: "DELETE",
                    of: AuditLog.Object(
                        group: none.span, resource: Array("nodes".utf8).span, subresource: none.span,
                        namespace: none.span, name: none.span), dryRun: false)
            }
        }
        #expect(text.contains(#""verb":"list","resource":"nodes"}"#))
        #expect(text.contains(#""resource":"nodes","dry_run":false}"#))
    }

    // Test 20 of the field's pitfalls: no line may carry what opens a door.
    @Test func `shows eight digits of a key, and no more`() throws {
        let key = try #require(Bytes32(hex: "c0c1c2c3" + String(repeating: "ab", count: 28)))
        let text = try lines { audit in
            audit.record(.authenticate, .denied, reason: "expired", request: 0, at: Self.time, latency: 0) {
                $0.seal(key: key)
            }
        }
        #expect(text.hasSuffix("\"seal\":\"c0c1c2c3\"}\n") && !text.contains("abab"))
    }

    @Test func `a ledger that was taken says how much is in it, and one that was refused nothing`() throws {
        let text = try lines { audit in
            audit.record(.ledgerReload, .done, ledger: FileLedger.Summary(stakes: 3, seals: 4), at: Self.time)
            audit.record(.ledgerReload, .refused, at: Self.time)
        }
        #expect(
            text == #"""
                {"ts":"2026-01-01T00:00:00.000042Z","kind":"ledger_reload","outcome":"done","stakes":3,"seals":4}
                {"ts":"2026-01-01T00:00:00.000042Z","kind":"ledger_reload","outcome":"refused"}

                """#)
    }
}
