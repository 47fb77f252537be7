// SPDX-License-Identifier: Apache-2.0

/// What starts our server, and tells whoever starts the apiserver about it.
extension Wiring {
    /// All units, and what is added to k3s' own.
    func units() throws(WiringRefusal) -> [WiredFile] {
        var units = [serverSocket, serverService, renewalService, renewalTimer]
        if plan.flavour == .k3s { units.append(dropIn) }
        var files: [WiredFile] = []
        for unit in units { files.append(try unit.file()) }
        return files
    }

    /// Who starts the apiserver, and must find us there.
    private var starter: String {
        switch plan.flavour {
        case .k3s: "k3s.service"
        case .kubeAPIServer: "kubelet.service"
        }
    }

    private func path(_ name: String) -> String { "\(plan.unitsFolder)/\(name)" }

    /// The listener belongs to systemd: what comes while our server is restarted waits, and is answered.
    private var serverSocket: Unit {
        Unit(
            path: path("k3s-daas.socket"), comments: ["Where the apiserver asks k3s-daas. Made by `sealctl wire`."],
            sections: [
                ("Unit", [("Description", "k3s-daas: where the apiserver asks")]),
                (
                    "Socket",
                    [
                        ("ListenStream", "127.0.0.1:\(plan.listenPort)"), ("Backlog", "4096"), ("ReusePort", "yes"),
                        ("Service", "k3s-daas.service"),
                    ]
                ),
                ("Install", [("WantedBy", "sockets.target")]),
            ])
    }

    private var serverService: Unit {
        let unit: [Unit.Line] = [
            ("Description", "k3s-daas: who may do what in this cluster"), ("Wants", "network-online.target"),
            ("After", "network-online.target"), ("Requires", "k3s-daas.socket"), ("Before", starter),
            ("StartLimitIntervalSec", "0"),
        ]
        let service: [Unit.Line] = [
            ("Type", "notify"), ("User", "k3s-daas"), ("Group", "k3s-daas"), ("Sockets", "k3s-daas.socket"),
            ("EnvironmentFile", "-\(plan.environmentFile)"),
            ("ExecStart", "\(plan.program) run --config \(plan.folder)/webhook-server.yaml"),
            ("ExecReload", "/bin/kill -HUP $MAINPID"), ("Restart", "always"), ("RestartSec", "1"),
            ("RestartPreventExitStatus", "64 66 78"), ("TimeoutStartSec", "30"), ("TimeoutStopSec", "100"),
            ("WatchdogSec", "30"), ("StateDirectory", "k3s-daas"), ("StateDirectoryMode", "0750"),
            ("LogsDirectory", "k3s-daas"), ("LogsDirectoryMode", "0750"), ("LimitNOFILE", "20000"),
            ("OOMScoreAdjust", "-500"),
        ]
        return Unit(
            path: path("k3s-daas.service"),
            comments: [
                "The webhook server that this machine's apiserver asks. Made by `sealctl wire`.",
                "It starts before the apiserver, and whoever needs it waits at its socket meanwhile.",
            ],
            sections: [
                ("Unit", unit), ("Service", service + Hardening.server),
                ("Install", [("WantedBy", "multi-user.target")]),
            ])
    }

    private var renewalService: Unit {
        Unit(
            path: path("k3s-daas-renew.service"),
            comments: ["Renews the certificates between the apiserver and k3s-daas. Made by `sealctl wire`."],
            sections: [
                ("Unit", [("Description", "k3s-daas: certificates are renewed")]),
                (
                    "Service",
                    [("Type", "oneshot"), ("ExecStart", "\(plan.renewer) wire renew"), ("TimeoutStartSec", "120")]
                        + Hardening.renewal(plan.folder, plan.manifestsFolder)
                ),
            ])
    }

    private var renewalTimer: Unit {
        Unit(
            path: path("k3s-daas-renew.timer"),
            comments: [
                "Four times a day, so that what lives for a week is renewed long before. Made by `sealctl wire`."
            ],
            sections: [
                ("Unit", [("Description", "k3s-daas: when certificates are looked at")]),
                (
                    "Timer",
                    [("OnCalendar", "*-*-* 00/6:00:00"), ("RandomizedDelaySec", "1h"), ("Persistent", "true")]
                ),
                ("Install", [("WantedBy", "timers.target")]),
            ])
    }

    private var dropIn: Unit {
        let exceptions = (plan.noProxy + ["127.0.0.1", "::1", "localhost"]).joined(separator: ",")
        return Unit(
            path: path("k3s.service.d/40-stake.conf"),
            comments: ["k3s starts after the server that its apiserver asks, and asks it without a proxy."],
            sections: [
                ("Unit", [("Wants", "k3s-daas.service"), ("After", "k3s-daas.service")]),
                (
                    "Service",
                    [("Environment", "\"NO_PROXY=\(exceptions)\""), ("Environment", "\"no_proxy=\(exceptions)\"")]
                ),
            ])
    }
}
