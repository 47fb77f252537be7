// SPDX-License-Identifier: Apache-2.0
import AuditTrail
import Bytes
import Glibc
import HTTPServer
import Kernel
import Synchronization
import Telemetry
import Testing

@testable import Operations

struct OperationsPagesTests {
    static let build = BuildInfo(
        version: "1.2.3", gitCommit: "unknown", swift: "6.3", openssl: "OpenSSL \"3\"", platform: "linux/amd64")

    /// Pages whose readiness depends on a ledger that can be switched off.
    static func pages(
        ledger: Readiness.State = .ok, certificate: Readiness.State = .ok, loops: Readiness.State = .ok
    ) -> OperationsPages {
        OperationsPages(
            readiness: Readiness(
                live: [.init("loops") { loops }],
                ready: [.init("ledger") { ledger }, .init("certificate") { certificate }]),
            registry: Registry(), build: build)
    }

    @Test(arguments: ["/livez", "/readyz", "/healthz"]) func `a page that passes says ok`(_ path: String) {
        let (answer, body) = Self.pages().get(path)
        #expect(answer.status == .ok)
        #expect(body == "ok")
        #expect(answer.contentType.description == "text/plain; charset=utf-8")
        #expect(answer.fields.description == "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n")
    }

    @Test(arguments: ["verbose", "verbose=", "verbose=1", "x=y&verbose", "verbose&"])
    func `tells each check when asked`(_ query: String) {
        let (answer, body) = Self.pages().get("/readyz?\(query)")
        #expect(answer.status == .ok)
        #expect(
            body == """
                [+]ping ok
                [+]ledger ok
                [+]certificate ok
                [+]shutdown ok
                readyz check passed

                """)
    }

    @Test(arguments: ["", "?verbose"]) func `tells each check when one fails`(_ query: String) {
        let (answer, body) = Self.pages(ledger: .failed("stale for more than 10 s")).get("/readyz\(query)")
        #expect(answer.status == .serviceUnavailable)
        #expect(!answer.fields.description.contains("Retry-After"))
        #expect(
            body == """
                [+]ping ok
                [-]ledger failed: stale for more than 10 s
                [+]certificate ok
                [+]shutdown ok
                readyz check failed

                """)
    }

    // What a restart cannot mend must not make a supervisor restart us.
    @Test func `lives on when it is not ready`() {
        let pages = Self.pages(ledger: .failed("gone"))
        #expect(pages.get("/livez").answer.status == .ok)
        #expect(pages.get("/healthz").body == "ok")
        #expect(pages.get("/livez?verbose").body == "[+]ping ok\n[+]loops ok\nlivez check passed\n")
    }

    @Test func `dies of its own checks, under both names`() {
        let pages = Self.pages(loops: .failed("stuck"))
        #expect(pages.get("/livez").answer.status == .serviceUnavailable)
        #expect(pages.get("/healthz").body == "[+]ping ok\n[-]loops failed: stuck\nhealthz check failed\n")
        #expect(pages.get("/readyz").answer.status == .ok)
    }

    @Test func `leaves out what is excluded, without asking it`() {
        let asked = Locked(0)
        let readiness = Readiness(ready: [
            .init("ledger") {
                asked.withLock { $0 += 1 }
                return .failed("gone")
            }
        ])
        let pages = OperationsPages(readiness: readiness, registry: Registry(), build: Self.build)
        #expect(pages.get("/readyz?exclude=ledger").body == "ok")
        #expect(
            pages.get("/readyz?verbose&exclude=ledger").body
                == "[+]ping ok\n[+]ledger excluded: ok\n[+]shutdown ok\nreadyz check passed\n")
        #expect(asked.withLock { $0 } == 0)
        #expect(pages.get("/readyz?exclude=Ledger").answer.status == .serviceUnavailable)
        #expect(asked.withLock { $0 } == 1)
    }

    @Test func `excludes several, and does not repeat a name that it does not know`() {
        let pages = Self.pages(ledger: .failed("a"), certificate: .failed("b"))
        #expect(pages.get("/readyz?exclude=ledger&exclude=certificate").answer.status == .ok)
        #expect(pages.get("/readyz?exclude=ledger&exclude=ledger").answer.status == .serviceUnavailable)
        let (answer, body) = pages.get("/readyz?verbose&exclude=ledger&exclude=certificate&exclude=<script>")
        #expect(answer.status == .ok)
        #expect(body.contains("warn: some health checks cannot be excluded: no check has that name\n"))
        #expect(!body.contains("script"))
        for odd in ["exclude", "exclude=", "=", "&", "&&", "exclude=ledge", "exclude=ledgerr", "xexclude=ledger"] {
            #expect(pages.get("/readyz?exclude=certificate&\(odd)").answer.status == .serviceUnavailable)
        }
    }

    @Test func `tells how far the audit trail is, if there is one`() throws {
        #expect(Self.pages().get("/audit/head").answer.status == .notFound)
        let folder = try TemporaryFolder()
        let open = try OpenTrail(TrailPlace(folder: folder.path + "/audit", name: "server@one", segmentBytes: 64 << 20))
        var pages = Self.pages()
        pages.trail = open
        // RFC 9162 §2.1.1: the root of no entries is the digest of nothing.
        let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        let (answer, body) = pages.get("/audit/head")
        #expect(answer.status == .ok && answer.contentType.description == "application/json")
        #expect(body == #"{"log":"server@one","size":0,"root":"\#(nothing)"}"# + "\n")
        open.trail.append(line("{}\n"))
        #expect(open.trail.settle(within: .seconds(60)))
        #expect(pages.get("/audit/head").body.hasPrefix(#"{"log":"server@one","size":1,"root":""#))
        open.trail.close(within: .seconds(60))
    }

    @Test func `does not tell how far a trail is that another process still writes`() throws {
        let folder = try TemporaryFolder()
        let place = TrailPlace(folder: folder.path + "/audit", name: "server@one", segmentBytes: 64 << 20)
        let first = try OpenTrail(place)
        first.trail.append(line("{}\n"))
        #expect(first.trail.settle(within: .seconds(300)))
        var successor = place
        successor.handover = true
        let second = try OpenTrail(successor)
        var pages = Self.pages()
        pages.trail = second
        let registry = Registry()
        TrailMetrics.register(second.trail, in: registry)
        func metrics() -> String {
            var text = ByteBuffer()
            registry.render(into: &text)
            return text.text
        }
        let (answer, body) = pages.get("/audit/head")
        #expect(answer.status == .serviceUnavailable && answer.contentType.description.hasPrefix("text/plain"))
        #expect(body == "503 another process still writes the audit trail\n")
        #expect(!metrics().contains("\nk3s_daas_audit_size "))
        #expect(!metrics().contains("\nk3s_daas_audit_handover_seconds 0\n"))
        second.trail.append(line("{}\n"))
        #expect(first.trail.close(within: .seconds(300)))
        #expect(second.trail.settle(within: .seconds(300)))
        #expect(pages.get("/audit/head").body.hasPrefix(#"{"log":"server@one","size":2,"root":""#))
        #expect(metrics().contains("\nk3s_daas_audit_size 2\n"))
        #expect(metrics().contains("\nk3s_daas_audit_handover_seconds 0\n"))
        #expect(second.trail.close(within: .seconds(300)))
    }

    private func line(_ text: StaticString) -> ByteBuffer {
        var line = ByteBuffer()
        line.append(text)
        return line
    }

    @Test func `is not ready once it drains, and stays alive`() {
        let pages = Self.pages()
        #expect(pages.readiness.isReady && !pages.readiness.isDraining)
        pages.readiness.drain()
        let (answer, body) = pages.get("/readyz")
        #expect(answer.status == .serviceUnavailable)
        #expect(body.contains("[-]shutdown failed: draining\nreadyz check failed\n"))
        #expect(!pages.readiness.isReady && pages.readiness.isDraining)
        #expect(pages.get("/livez").answer.status == .ok)
    }

    @Test func `two checks of one name end the program at its start`() async {
        await #expect(processExitsWith: .failure) { _ = Readiness(live: [.init("ping") { .ok }]) }
        await #expect(processExitsWith: .failure) { _ = Readiness(ready: [.init("shutdown") { .ok }]) }
        await #expect(processExitsWith: .failure) { _ = Readiness(ready: [.init("a") { .ok }, .init("a") { .ok }]) }
        await #expect(processExitsWith: .success) {
            _ = Readiness(live: [.init("a") { .ok }], ready: [.init("a") { .ok }])
        }
    }

    @Test func `shows the metrics in the media type of the text format`() {
        let pages = Self.pages()
        pages.registry.register(Counter("a_total", "A.")).add(3)
        let (answer, body) = pages.get("/metrics?x=y")
        #expect(answer.status == .ok)
        #expect(answer.contentType.description == "text/plain; version=0.0.4; charset=utf-8")
        #expect(body == "# HELP a_total A.\n# TYPE a_total counter\na_total 3\n")
    }

    @Test func `shows the version as JSON`() {
        let (answer, body) = Self.pages().get("/version")
        #expect(answer.status == .ok)
        #expect(answer.contentType.description == "application/json")
        let expected = #"{"version":"1.2.3","gitCommit":"unknown","swift":"6.3","openssl":"OpenSSL \"3\"","#
        #expect(body == expected + #""platform":"linux/amd64"}"# + "\n")
    }

    @Test(arguments: ["", "/", "/livez/", "/livez/ping", "/LIVEZ", "/metrics/", "/authenticate", "/%6civez", "//livez"])
    func `knows no other path`(_ path: String) {
        for method in Method.allCases { #expect(Self.pages().get(path, method).answer.status == .notFound) }
    }

    @Test(arguments: ["/livez", "/readyz", "/healthz", "/metrics", "/version"])
    func `answers GET and HEAD alike and refuses the rest`(_ path: String) {
        for method in Method.allCases where method != .get && method != .head {
            let (answer, _) = Self.pages().get(path, method)
            #expect(answer.status == .methodNotAllowed)
            #expect(answer.fields.description.hasPrefix("Allow: GET, HEAD\r\n"))
        }
        let head = Self.pages().get(path, .head)
        #expect(head.answer.status == .ok)
        #expect(head.body == Self.pages().get(path).body)
    }

    @Test func `keeps no body`() {
        let handler = OperationsHandlerFactory(
            readiness: Readiness(), registry: Registry(), build: Self.build
        ).makeHandler(loop: 0)
        let path = Array("/livez".utf8)
        #expect(
            handler.bodyPolicy(method: .post, path: path.span) == .accept(limit: 0, dropLimit: 4096, reserved: true))
    }
}
