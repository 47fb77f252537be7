// SPDX-License-Identifier: Apache-2.0
internal import Attestation
internal import Crypto
internal import Kernel
internal import NSM

/// What happens between the start of the machine and the start of its programs, in this order; after the last step the programs
/// are started by the supervisor.
///
/// Nothing that comes from outside is believed before the step that verifies it, and nothing secret is there before the step
/// that binds the keys to the image.
enum BootSequence {
    /// All steps, in their order.
    static let steps: [BootStep] = [
        // The ground of the machine.
        BootStep("mounts", onFailure: .fatal, in: .firstProcess) { progress, system throws(BootFailure) in
            for mount in mounts { try BootFailure.ofSystem { () throws(SystemError) in try system.mount(mount) } }
        },
        // Without it the parent takes the enclave for dead and ends it; beside a simulator nobody listens.
        BootStep(
            "heartbeat", onFailure: .retried(times: 3, backoff: .seconds(1)), in: .firstProcess
        ) { progress, system throws(BootFailure) in
            guard progress.configuration.securityModule == .device else { return }
            do throws(StreamError) { try system.beatHeart() } catch { throw BootFailure(error.description) }
        },
        BootStep("loopback", onFailure: .fatal, in: .firstProcess) { progress, system throws(BootFailure) in
            try BootFailure.ofSystem { () throws(SystemError) in try system.raiseLoopback() }
        },

        // What everything after it rests on: a security module, randomness, time.
        BootStep(
            "security module", onFailure: .retried(times: 5, backoff: .milliseconds(200))
        ) { progress, system throws(BootFailure) in
            if progress.module == nil { progress.module = try system.openModule(progress.configuration.securityModule) }
        },
        BootStep("hardware randomness", onFailure: .degraded) { progress, system throws(BootFailure) in
            guard progress.configuration.securityModule == .device else { return }
            let current = system.kernelText("/sys/class/misc/hw_random/rng_current")
            guard current == "nsm-hwrng" else {
                throw BootFailure("the kernel takes no randomness from the security module", isRepeatable: false)
            }
        },
        BootStep(
            "entropy", onFailure: .retried(times: 3, backoff: .seconds(1))
        ) { progress, system throws(BootFailure) in
            try seed(try progress.openModule(), progress.configuration.securityModule, system)
        },
        BootStep("clock source", onFailure: .degraded) { progress, system throws(BootFailure) in
            guard progress.configuration.securityModule == .device else { return }
            let current = system.kernelText("/sys/devices/system/clocksource/clocksource0/current_clocksource")
            guard current == "kvm-clock" else {
                throw BootFailure("the clock is not the hypervisor's: it will drift", isRepeatable: false)
            }
        },
        BootStep(
            "clock", onFailure: .retried(times: 2, backoff: .seconds(1)), in: .firstProcess
        ) { progress, system throws(BootFailure) in
            try boundClock(try progress.openModule(), system)
        },

        // Who we are.
        BootStep(
            "measurements", onFailure: .retried(times: 2, backoff: .seconds(1))
        ) { progress, system throws(BootFailure) in
            try describe(&progress)
        },
        BootStep("keys", onFailure: .fatal) { progress, system throws(BootFailure) in
            guard progress.keys == nil else { return }
            let hash = progress.configuration.hash
            let keys = try BootFailure.ofCrypto { () throws(CryptoError) in try EnclaveKeys() }
            progress.commitment = try BootFailure.ofCrypto { () throws(CryptoError) in try keys.commitment(config: hash)
            }
            progress.keys = keys
        },
        // From here on no process of this machine can have a document of other keys made.
        BootStep(
            "commitment", onFailure: .retried(times: 2, backoff: .seconds(1))
        ) { progress, system throws(BootFailure) in
            try commit(try progress.madeKeys().commitment, try progress.openModule())
        },
        BootStep(
            "own attestation", onFailure: .retried(times: 3, backoff: .seconds(1))
        ) { progress, system throws(BootFailure) in
            progress.identity = try verifyOwnDocument(progress, at: system.now.wall)
        },

        // What others see of it.
        BootStep("certificate", onFailure: .fatal) { progress, system throws(BootFailure) in
            let files = TLSFiles(progress.configuration)
            progress.renewal = try system.writeCertificate(try progress.madeKeys().keys, files, now: system.now.wall)
        },
        // What its programs know each other by, where the apiserver asks webhook-server.
        BootStep("loopback authority", onFailure: .fatal) { progress, system throws(BootFailure) in
            guard let files = LoopbackFiles(progress.configuration) else { return }
            try system.writeLoopback(files, now: system.now.wall)
        },
        BootStep("serving", onFailure: .fatal) { progress, system throws(BootFailure) in
            try system.serve(try progress.enclave())
        },
        // Secrets come after the proof, and programs after the secrets.
        BootStep("secrets", onFailure: .fatal) { progress, system throws(BootFailure) in
            try system.receiveSecrets(try progress.enclave())
        },
        BootStep("hidden security module", onFailure: .fatal) { progress, system throws(BootFailure) in
            let address = progress.configuration.securityModule
            try BootFailure.ofSystem { () throws(SystemError) in try system.hideModule(address) }
        },
    ]

    /// What a kernel without an initial system leaves to its first process; k3s needs the second kind of cgroups.
    static let mounts: [Mount] = [
        Mount("proc", at: "/proc"),
        Mount.devices,
        Mount("sysfs", at: "/sys"),
        Mount("tmpfs", at: "/run", options: "mode=0755,size=64m"),
        Mount("tmpfs", at: "/tmp", options: "mode=1777,size=64m"),
        Mount("tmpfs", at: "/dev/shm", options: "mode=1777,size=64m"),
        Mount("devpts", at: "/dev/pts", options: "mode=0620,ptmxmode=0666", forbidsDevices: false),
        Mount("cgroup2", at: "/sys/fs/cgroup"),
    ]
}
