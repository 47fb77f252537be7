// SPDX-License-Identifier: Apache-2.0

/// What a process of ours is not allowed, as systemd says it.
enum Hardening {
    /// What nothing of ours needs.
    static let common: [Unit.Line] = [
        ("NoNewPrivileges", "yes"), ("AmbientCapabilities", ""), ("ProtectSystem", "strict"), ("ProtectHome", "yes"),
        ("PrivateTmp", "yes"), ("PrivateDevices", "yes"), ("PrivateMounts", "yes"), ("ProtectProc", "invisible"),
        ("ProtectKernelTunables", "yes"),
        ("ProtectKernelModules", "yes"), ("ProtectKernelLogs", "yes"), ("ProtectControlGroups", "yes"),
        ("ProtectClock", "yes"), ("ProtectHostname", "yes"), ("RestrictNamespaces", "yes"), ("RestrictRealtime", "yes"),
        ("RestrictSUIDSGID", "yes"), ("RemoveIPC", "yes"), ("LockPersonality", "yes"),
        ("MemoryDenyWriteExecute", "yes"),
        ("SystemCallArchitectures", "native"), ("SystemCallErrorNumber", "EPERM"), ("LimitCORE", "0"),
        ("Environment", "SWIFT_BACKTRACE=enable=no"),
    ]

    /// What the server, which is reached by others, needs even less; in /proc it reads when the machine was started.
    static let server: [Unit.Line] =
        common + [
            ("CapabilityBoundingSet", ""), ("PrivateUsers", "yes"),
            ("RestrictAddressFamilies", "AF_UNIX AF_INET AF_INET6"), ("SystemCallFilter", "@system-service"),
            ("SystemCallFilter", "~@privileged @resources"), ("UMask", "0077"),
        ]

    /// What writes certificates: it speaks to this machine alone, and gives files to the server's group.
    ///
    /// It registers webhooks anew where the authority changes, by k3s' manifests where there are any, and looks in /proc when the apiserver
    /// was started: that decides whether another authority may sign.
    static func renewal(_ folder: String, _ manifests: String) -> [Unit.Line] {
        common + [
            ("CapabilityBoundingSet", "CAP_CHOWN CAP_DAC_OVERRIDE CAP_FOWNER"),
            ("ReadWritePaths", "\(folder) -\(manifests)"), ("ProtectProc", "default"),
            ("IPAddressDeny", "any"), ("IPAddressAllow", "localhost"),
            ("RestrictAddressFamilies", "AF_UNIX AF_INET AF_INET6"), ("SystemCallFilter", "@system-service"),
            ("SystemCallFilter", "~@resources"), ("UMask", "0077"),
        ]
    }
}
