// SPDX-License-Identifier: Apache-2.0
internal import Attestation
internal import Crypto
internal import Kernel
internal import Telemetry

/// Does the steps in their order, says how each went and how long it took.
struct BootRunner {
    /// The longest time between two tries.
    private static let longestBackoff = Duration.seconds(30)

    let steps: [BootStep]
    let system: any BootSystem
    let isFirstProcess: Bool
    let log: Log

    /// Runs to the end, or to the first failure that is not allowed for.
    func run(_ configuration: BootConfiguration) throws(BootFailure) -> BootedEnclave {
        var progress = BootProgress(configuration)
        let start = system.now.monotonic
        for step in steps { try run(step, &progress) }
        let enclave = try progress.enclave()
        log.info(
            "booted",
            [
                .duration("took", system.now.monotonic.since(start)),
                .text("module", enclave.identity.moduleID), .truth("debug", enclave.identity.isDebug),
                .text("tls_spki_sha256", enclave.commitment.tls.hex),
                .text("signing_spki_sha256", enclave.commitment.signing.hex),
                .text("config_sha256", enclave.commitment.config.hex),
            ])
        return enclave
    }

    private func run(_ step: BootStep, _ progress: inout BootProgress) throws(BootFailure) {
        guard step.place == .everywhere || isFirstProcess else {
            log.info("step", [.literal("name", step.name), .literal("result", "skipped")])
            return
        }
        var tries = 1
        while true {
            let began = system.now.monotonic
            do throws(BootFailure) {
                try step.body(&progress, system)
                say(step, "ok", since: began)
                return
            } catch {
                say(step, "failed", since: began, because: error)
                switch step.onFailure {
                case .degraded:
                    progress.degraded.append(step.name.description)
                    return
                case .retried(let times, let backoff) where error.isRepeatable && tries <= times:
                    system.pause(min(Self.longestBackoff, backoff * (1 << (tries - 1))))
                    tries += 1
                case .fatal, .retried:
                    throw BootFailure("\(step.name): \(error.reason)", isRepeatable: false)
                }
            }
        }
    }

    private func say(
        _ step: BootStep, _ result: StaticString, since began: Monotonic, because failure: BootFailure? = nil
    ) {
        var fields: [Log.Field] = [
            .literal("name", step.name), .literal("result", result),
            .duration("took", system.now.monotonic.since(began)),
        ]
        if let failure {
            fields.append(.text("reason", failure.reason))
            log.error("step", fields)
        } else {
            log.info("step", fields)
        }
    }
}
