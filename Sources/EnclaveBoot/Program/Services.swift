// SPDX-License-Identifier: Apache-2.0
internal import Telemetry

/// The services of an enclave.
final class Services: EnclaveServices {
    private let log: Log

    init(log: Log) { self.log = log }

    func serve(_ enclave: BootedEnclave) throws(BootFailure) {}

    func receiveSecrets(_ enclave: BootedEnclave) throws(BootFailure) {
        guard enclave.configuration.secrets.isEmpty else {
            throw BootFailure("nobody brings secrets", isRepeatable: false)
        }
    }

    func reloadCertificate() {}

    func stop() {}
}
