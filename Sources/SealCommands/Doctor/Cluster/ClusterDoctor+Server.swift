// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Crypto
internal import Kernel
internal import Wiring

// Our own server, and its connection with the apiserver beside it.
extension ClusterDoctor {
    /// The ops listeners that were named, and that of this machine.
    mutating func examineServer() throws(CommandFailure) {
        var urls = try invocation(ClusterDoctorCommand.operations)
        if urls.isEmpty, machine.isServer { urls = ["http://\(machine.operations)"] }
        if urls.isEmpty { note("server", .skipped, "\(ServerMachine.elsewhere), or name its ops listener with --ops") }
        for url in urls.map({ $0.hasSuffix("/") ? String($0.dropLast()) : $0 }) {
            let pages = OperationsPages.probes(url)
            take(ReadinessCheck(about: url, live: pages.live, ready: pages.ready))
        }
        guard machine.isServer else {
            return note(ListenerCheck.certificateName, .skipped, ServerMachine.elsewhere)
        }
        examineWiring()
        examineListener()
    }

    private mutating func examineWiring() {
        switch machine.plan {
        case .seen: note("wiring", .ok, "planned by `sealctl wire`; `sudo sealctl wire k3s --check` compares each file")
        case .skipped:
            note(
                "wiring", .warning, "this server was wired by hand: nothing says what was meant",
                fix: "sudo sealctl wire k3s --check")
        case .unseen(let reason, let fix): note("wiring", .unseen, reason, fix: fix)
        }
    }

    private mutating func examineListener() {
        let flags = machine.flags
        let look = ListenerLook.look(machine.listener)
        var strangers = look.strangers
        if !machine.asksForCertificates {
            strangers = .skipped(
                "clientAuth.mode says that callers need none: everybody on this machine may try tokens")
        }
        take(
            ListenerCheck(
                about: machine.listener, host: machine.host(flags), shown: look.shown,
                authorities: machine.authorities(flags),
                strangers: strangers, now: now))
        if machine.asksForCertificates {
            take(
                ClientCertificateCheck(
                    shown: machine.clientCertificate(flags), authorities: machine.clientAuthorities,
                    names: machine.subjectNames,
                    now: now))
        }
        take(ProxyCheck(variables: machine.proxies, host: machine.host(flags)))
    }
}
