// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Kernel
internal import Telemetry

/// The enclave as a process: boots, serves, runs its programs, and ends in order.
final class EnclaveProcess: Sendable {
    /// How it came to an end.
    enum End: Sendable, Equatable {
        /// Somebody asked for it.
        case stopped
        /// A step of the boot sequence failed.
        case notBooted
        /// A program that must run was not to be had.
        case programFailed

        /// What a process that is somebody's child ends with.
        var exit: ExitCode {
            switch self {
            case .stopped: .ok
            case .notBooted: .unavailable
            case .programFailed: .software
            }
        }
    }

    private let configuration: BootConfiguration
    private let isFirstProcess: Bool
    private let log: Log
    private let services: any EnclaveServices
    private let supervisor: Supervisor
    private let leave: @Sendable () -> Void
    private let state = Locked(State())

    /// Where it stands.
    private struct State: Sendable {
        var isSupervising = false
        var isEnding = false
    }

    /// Puts it together; `leave` ends the process while it boots, when there is nothing yet that must end in order.
    init(
        _ configuration: BootConfiguration, isFirstProcess: Bool, services: any EnclaveServices,
        supervisor: Supervisor, log: Log, leave: @escaping @Sendable () -> Void
    ) {
        self.configuration = configuration
        self.isFirstProcess = isFirstProcess
        self.services = services
        self.log = log
        self.supervisor = supervisor
        self.leave = leave
    }

    /// Runs to its end, on the thread that programs die with.
    func run(_ system: any BootSystem) -> End {
        let runner = BootRunner(
            steps: BootSequence.steps, system: system, isFirstProcess: isFirstProcess, log: log)
        let enclave: BootedEnclave
        do throws(BootFailure) { enclave = try runner.run(configuration) } catch {
            log.error("not booted", [.text("reason", error.reason)])
            services.stop()
            return .notBooted
        }
        let keeper = keeper(of: enclave)
        defer {
            keeper?.stop()
            services.stop()
        }
        let isEnding = state.withLock { state in
            state.isSupervising = true
            return state.isEnding
        }
        if isEnding { return .stopped }
        do throws(SystemError) {
            switch try supervisor.run() {
            case .stopped: return .stopped
            case .failed: return .programFailed
            }
        } catch {
            log.error("the programs cannot be supervised", [.error(error)])
            return .programFailed
        }
    }

    /// Takes a signal: programs end in order, the second time without grace, and a boot ends at once.
    func take(_ signal: Signal) -> SignalReceiver.Delivery {
        log.info("signal", [.literal("name", signal.name)])
        guard signal == .terminate || signal == .interrupt else { return .more }
        let isSupervising = state.withLock { state in
            state.isEnding = true
            return state.isSupervising
        }
        guard isSupervising else {
            leave()
            return .more
        }
        services.drain()
        supervisor.stop()
        return .more
    }

    private func keeper(of enclave: BootedEnclave) -> CertificateKeeper? {
        guard let renewal = enclave.renewal else { return nil }
        let services = services
        let rotation = TLSRotation(enclave, files: TLSFiles(configuration), at: .now) { services.announce($0) }
        let keeper = CertificateKeeper(log: log) { now throws(TLSFiles.Failure) in
            let next = try rotation.turn(at: now)
            services.reloadCertificate()
            return next
        }
        do throws(SystemError) { try keeper.start(first: renewal) } catch {
            log.error("the certificate will not be renewed", [.error(error)])
        }
        return keeper
    }
}
