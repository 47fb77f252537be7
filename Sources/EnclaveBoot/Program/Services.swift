// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import Telemetry

/// The services of an enclave.
final class Services: EnclaveServices {
    private let log: Log
    private let front = Locked<EnclaveFront?>(nil)
    private let secrets = Locked<EnclaveSecrets?>(nil)
    private let programs: ProgramBoard
    private let provisioning = ProvisioningMetrics()

    /// Gets ready to serve, and to tell how the programs are.
    init(programs: ProgramBoard, log: Log) {
        self.programs = programs
        self.log = log
    }

    func serve(_ enclave: BootedEnclave) throws(BootFailure) {
        let front = try EnclaveFront(enclave, programs: programs, provisioning: provisioning, log: log)
        self.front.withLock { $0 = front }
    }

    func receiveSecrets(_ enclave: BootedEnclave) throws(BootFailure) {
        let secrets = try EnclaveSecrets(enclave, metrics: provisioning, log: log)
        self.secrets.withLock { $0 = secrets }
        try secrets.receive()
    }

    func reloadCertificate() { front.withLock { $0 }?.reloadCertificate() }

    func announce(_ successor: [UInt8]) { front.withLock { $0 }?.attestations.setSuccessors([successor]) }

    func drain() { front.withLock { $0 }?.drain() }

    func stop() {
        secrets.withLock { $0.take() }?.stop()
        front.withLock { $0.take() }?.stop()
    }
}
