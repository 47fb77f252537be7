// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import Testing

@testable import SealCommands

@Suite(.timeLimit(.minutes(10))) struct ServerCheckTests {
    private static func readiness(
        _ live: OperationsPages.Answer, _ ready: OperationsPages.Answer
    ) -> ReadinessCheck {
        ReadinessCheck(about: "http://127.0.0.1:9090", live: live, ready: ready)
    }

    @Test func `a server that lives and is ready`() {
        let page = Self.page(200, "[+]ping ok\nreadyz check passed\n")
        #expect(Self.readiness(page, page).states == ["server ok", "readiness ok"])
    }

    @Test func `each line that fails is a finding`() {
        let live = Self.page(200, "ok")
        let text = "[+]ping ok\n[-]ledger failed: no node answers\n[-]shutdown failed: draining\nreadyz check failed\n"
        let check = Self.readiness(live, Self.page(503, text))
        #expect(check.states == ["server ok", "readiness failed", "readiness failed"])
        #expect(check.text.contains("ledger failed: no node answers journalctl"))
        // Somebody else's page, whatever it is.
        let other = Self.readiness(Self.page(404, "<html>"), Self.page(404, ""))
        #expect(other.states == ["server failed", "readiness failed"] && other.text.contains("another program"))
        #expect(
            Self.readiness(Self.page(503, "overloaded"), .skipped("")).states.first == "server failed")
    }

    private static func page(_ status: Int, _ text: String) -> OperationsPages.Answer {
        .seen(.success(.init(status: status, text: text)))
    }

    @Test func `a server that does not answer is wrong, and one that nobody asked is not`() {
        let silent = OperationsPages.Answer.seen(.failure(Silence(reason: "nobody answers")))
        #expect(Self.readiness(silent, silent).states == ["server failed"])
        #expect(Self.readiness(silent, silent).text.hasSuffix("systemctl status k3s-daas"))
        #expect(Self.readiness(.unseen("no memory"), .unseen("no memory")).states == ["server unseen"])
        #expect(Self.readiness(.skipped("no server"), .skipped("")).states == ["server skipped"])
    }

    private static func listener(
        _ shown: ListenerLook.Shown, _ authorities: Seen<[ShownCertificate]>, host: String = "127.0.0.1",
        strangers: Seen<ListenerCheck.Stranger> = .seen(.refused), at now: Int64
    ) -> ListenerCheck {
        ListenerCheck(
            about: "127.0.0.1:8443", host: host, shown: shown, authorities: authorities, strangers: strangers,
            now: WallTime(seconds: now))
    }

    @Test func `what the listener shows is judged as the apiserver would`() throws {
        let pki = try CheckPKI()
        let (server, own, other) = (try pki.one("server"), try pki.all("ca"), try pki.all("other"))
        let (begin, day) = (server.notBefore, Int64(86_400))
        let right = Self.listener(.seen(.success(server)), .seen(own), at: begin + day)
        #expect(right.states == ["certificate ok", "client certificates ok"], "\(right.text)")
        #expect(right.text.contains("IP Address:127.0.0.1"))
        // A third of seven days is left at the end of day 4 2/3.
        let third = server.notAfter - 7 * day / 3
        #expect(Self.listener(.seen(.success(server)), .seen(own), at: third).states.first == "certificate ok")
        let late = Self.listener(.seen(.success(server)), .seen(own), at: third + 1)
        #expect(late.states.first == "certificate warning" && late.text.contains("sealctl wire renew"))
        let expired = Self.listener(.seen(.success(server)), .seen(own), at: server.notAfter + 1)
        #expect(expired.states.first == "certificate failed" && expired.text.contains("expired at"))
        #expect(Self.listener(.seen(.success(server)), .seen(own), at: begin - 1).states.first == "certificate failed")
        let foreign = Self.listener(.seen(.success(server)), .seen(other), at: begin + day)
        #expect(foreign.states.first == "certificate failed" && foreign.text.contains("not from the authority"))
        let misnamed = Self.listener(.seen(.success(server)), .seen(own), host: "k3s.example", at: begin + day)
        #expect(misnamed.states.first == "certificate failed" && misnamed.text.contains("must be for k3s.example"))
        let client = Self.listener(.seen(.success(try pki.one("client"))), .seen(own), at: begin + day)
        #expect(client.states.first == "certificate failed" && client.text.contains("no server's"))
    }

    @Test func `without the authority only times can be told`() throws {
        let server = try CheckPKI().one("server")
        let here = Self.listener(.seen(.success(server)), .skipped("elsewhere"), at: server.notBefore + 60)
        #expect(here.states.first == "certificate unseen")
        let late = Self.listener(.seen(.success(server)), .skipped("elsewhere"), at: server.notAfter + 1)
        #expect(late.states.first == "certificate failed")
        let silent = ListenerLook.Shown.seen(.failure(Silence(reason: "nobody answers")))
        #expect(Self.listener(silent, .seen([]), at: 0).states.first == "certificate failed")
        #expect(Self.listener(.unseen("garbled"), .seen([]), at: 0).states.first == "certificate unseen")
    }

    @Test func `who shows no certificate must get no answer`() throws {
        let server = try CheckPKI().one("server")
        func state(_ strangers: Seen<ListenerCheck.Stranger>) -> String? {
            Self.listener(.seen(.success(server)), .skipped(""), strangers: strangers, at: server.notBefore + 60).states
                .last
        }
        #expect(
            state(.seen(.answered)) == "client certificates failed"
                && state(.unseen("?")) == "client certificates unseen")
        #expect(state(.skipped("turned off")) == "client certificates skipped")
    }

    @Test func `the apiserver's own certificate is judged as our server would`() throws {
        let pki = try CheckPKI()
        let (client, own) = (try pki.one("client"), try pki.all("ca"))
        func check(
            _ shown: Seen<ShownCertificate>, _ own: [ShownCertificate], _ names: [String], _ now: Int64
        ) -> ClientCertificateCheck {
            ClientCertificateCheck(shown: shown, authorities: .seen(own), names: names, now: WallTime(seconds: now))
        }
        let now = client.notBefore + 60
        let name = ClientCertificateCheck.name
        #expect(check(.seen(client), own, ["kube-apiserver"], now).states == ["\(name) ok"])
        #expect(check(.seen(client), own, [], now).states == ["\(name) ok"])
        #expect(check(.seen(client), own, ["apiserver"], now).text.contains("it is kube-apiserver's"))
        #expect(check(.seen(client), try pki.all("other"), [], now).states == ["\(name) failed"])
        #expect(check(.seen(client), own, [], client.notAfter + 1).text.contains("expired"))
        #expect(check(.seen(client), own, [], client.notAfter - 86_400).states == ["\(name) warning"])
        #expect(check(.seen(client), own, [], client.notBefore - 1).states == ["\(name) failed"])
        #expect(check(.seen(try pki.one("server")), own, [], now).text.contains("no client's"))
        #expect(check(.unseen("locked"), own, [], now).states == ["\(name) unseen"])
    }

    @Test(
        arguments: [
            ([:], "127.0.0.1", "ok"), (["HTTPS_PROXY": "http://p:3128"], "127.0.0.1", "ok"),
            (["HTTPS_PROXY": "http://p:3128"], "10.0.0.1", "failed"),
            (["https_proxy": "http://p:3128", "NO_PROXY": "a, 10.0.0.1"], "10.0.0.1", "ok"),
            (["HTTPS_PROXY": "http://p:3128", "NO_PROXY": "*"], "hook.example", "ok"),
        ] as [([String: String], String, String)])
    func `a proxy must not stand between`(_ variables: [String: String], _ host: String, _ state: String) {
        #expect(ProxyCheck(variables: .seen(variables), host: host).states == ["proxy \(state)"])
        #expect(ProxyCheck(variables: .unseen("root's"), host: host).states == ["proxy unseen"])
    }
}
