// SPDX-License-Identifier: Apache-2.0

/// What this process does for an enclave beside its programs: answering who it is, carrying connections, taking secrets.
protocol EnclaveServices: Sendable {
    /// Begins to answer whoever asks who this enclave is, and to carry connections.
    func serve(_ enclave: BootedEnclave) throws(BootFailure)
    /// Waits until all secrets are there, and puts those where programs look for them that belong there.
    func receiveSecrets(_ enclave: BootedEnclave) throws(BootFailure)
    /// Certificate and key were written anew.
    func reloadCertificate()
    /// What the enclave has signed about a key that succeeds another is to be told with every document.
    func announce(_ successor: [UInt8])
    /// Says that this enclave should not be sent anybody any more, and goes on with those who are there.
    func drain()
    /// Ends all of it.
    func stop()
}
