// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import NSM

/// What the boot sequence needs of the machine, the clock and the rest of this process; tests have one that is made of values.
protocol BootSystem: Sendable {
    /// Mounts a file system; one that is there already stays.
    func mount(_ mount: Mount) throws(SystemError)
    /// Tells the parent that this enclave has started, and hears that it was heard.
    func beatHeart() throws(StreamError)
    /// Sets the loopback interface up.
    func raiseLoopback() throws(SystemError)

    /// A small file of the kernel's, without the line's end; `nil` if it is not there.
    func kernelText(_ path: String) -> String?
    /// Mixes bytes into the kernel's randomness and credits them.
    func addEntropy(_ bytes: [UInt8]) throws(SystemError)
    /// Whether randomness can be had without waiting.
    func isRandomnessReady() throws(SystemError) -> Bool

    /// The present.
    var now: Moment { get }
    /// Sets the clock that may be set.
    func setClock(_ time: WallTime) throws(SystemError)
    /// Waits.
    func pause(_ duration: Duration)

    /// Opens the security module.
    func openModule(_ address: BootConfiguration.SecurityModuleAddress) throws(BootFailure) -> SecurityModule
    /// Closes it to every process but those that have it open.
    func hideModule(_ address: BootConfiguration.SecurityModuleAddress) throws(SystemError)

    /// Writes certificate and key where TLS is served from; gives the moment of the next renewal.
    func writeCertificate(_ keys: EnclaveKeys, _ files: TLSFiles, now: WallTime) throws(BootFailure) -> WallTime
    /// Makes and writes what programs know each other by on loopback.
    func writeLoopback(_ files: LoopbackFiles, now: WallTime) throws(BootFailure)
    /// Begins to answer whoever asks who this enclave is, and to carry connections.
    func serve(_ enclave: BootedEnclave) throws(BootFailure)
    /// Waits until all secrets are there.
    func receiveSecrets(_ enclave: BootedEnclave) throws(BootFailure)
}
