// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Kernel
internal import Wiring

/// The services of a server, started and stopped so that an apiserver never runs without an answer for long.
struct WireServices: Sendable {
    let machine: any WireMachine
    let plan: WiringPlan
    /// Whether the apiserver may be stopped and started.
    let restartsApiserver: Bool

    /// How long our server may take until it is ready.
    static let serverPatience = Duration.seconds(30)
    /// How long the apiserver may take.
    static let apiserverPatience = Duration.seconds(120)
    private static let interval = Duration.seconds(1)

    /// What the apiserver is part of.
    static let apiserverUnit = "k3s.service"
    /// What is started with the machine.
    private static let units = ["k3s-daas.socket", "k3s-daas.service", "k3s-daas-renew.timer"]
    private static let certificates = "/var/lib/rancher/k3s/server/tls"

    /// Where our server says how it is: at the plan's port of this machine, or where an operator's variable has put it.
    var server: WireProbe {
        let variables = ServerVariables((try? machine.read(plan.environmentFile))?.contents ?? [])
        return WireProbe(url: "http://\(variables.operations?.description ?? "127.0.0.1:\(plan.opsPort)")/readyz")
    }

    /// Where the apiserver does, to its own administrator: k3s lets no stranger ask.
    var apiserver: WireProbe {
        WireProbe(
            url: "https://127.0.0.1:6443/readyz", authorities: machine.place("\(Self.certificates)/server-ca.crt"),
            identity: ["crt", "key"].map { machine.place("\(Self.certificates)/client-admin.\($0)") })
    }

    /// Whether the apiserver runs, or tries to.
    func isApiserverUp() throws(CommandFailure) -> Bool {
        guard machine.hasServices else { return false }
        let isActive = try machine.systemctl(["is-active", "--quiet", Self.apiserverUnit])
        return isActive || machine.apiserver.started != nil
    }

    /// Starts our server with the files as they are, and then the apiserver if it was up and has to read anything anew.
    func start(touchesServer: Bool, touchesApiserver: Bool) throws(CommandFailure) {
        guard machine.hasServices else { return }
        let wasUp = try isApiserverUp()
        try order(["daemon-reload"])
        try order(["enable"] + Self.units)
        try order([touchesServer ? "restart" : "start"] + Self.units)
        try wait(
            for: server, Self.serverPatience,
            "k3s-daas.service is not ready: `journalctl -u k3s-daas` says why")
        if wasUp, touchesApiserver, restartsApiserver { try restartApiserver() }
    }

    /// After files were put back: starts what they are for.
    func settle(hasUnits: Bool, restartsApiserver isNew: Bool) throws(CommandFailure) {
        guard machine.hasServices else { return }
        try order(["daemon-reload"])
        if hasUnits {
            try order(["enable"] + Self.units)
            try order(["restart"] + Self.units)
        }
        if isNew, restartsApiserver {
            // It may have been given up.
            try order(["reset-failed", Self.apiserverUnit], mustHold: false)
            try restartApiserver()
        }
        if !hasUnits { try order(["stop"] + Self.units, mustHold: false) }
    }

    /// Has the apiserver go on without us, and only then stops our server.
    func stop() throws(CommandFailure) {
        guard machine.hasServices else { return }
        let wasUp = try isApiserverUp()
        try order(["daemon-reload"])
        if wasUp, restartsApiserver { try restartApiserver() }
        try order(["stop"] + Self.units, mustHold: false)
    }

    /// Our units are not started with the machine any more; to be said while their files are there.
    func disable() throws(CommandFailure) {
        guard machine.hasServices else { return }
        try order(["disable"] + Self.units, mustHold: false)
    }

    /// Stopped and started by two orders: a restart would wait for as long as k3s tries, and one that is not waited for would let the old
    /// apiserver answer for the new.
    private func restartApiserver() throws(CommandFailure) {
        try order(["stop", Self.apiserverUnit])
        try order(["start", "--no-block", Self.apiserverUnit])
        try wait(
            for: apiserver, Self.apiserverPatience,
            "the apiserver is not ready after \(Self.apiserverPatience.components.seconds) s: `journalctl -u k3s` says why"
        )
    }

    private func order(_ words: [String], mustHold: Bool = true) throws(CommandFailure) {
        guard try !machine.systemctl(words), mustHold else { return }
        throw CommandFailure("`systemctl \(words.joined(separator: " "))` failed", .unavailable)
    }

    private func wait(for probe: WireProbe, _ patience: Duration, _ advice: String) throws(CommandFailure) {
        let end = machine.now.monotonic.advanced(by: patience)
        while !machine.isReady(probe) {
            guard machine.now.monotonic < end else { throw CommandFailure(advice, .unavailable) }
            machine.pause(Self.interval)
        }
    }
}
