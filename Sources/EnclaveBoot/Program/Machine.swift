// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import Kernel
internal import NSM

/// The machine as it is, for the boot sequence.
struct Machine: BootSystem {
    /// Where the parent listens for hearts, and what one beat is.
    private static let heartbeat = (port: UInt32(9000), beat: UInt8(0xB7))
    private static let patience = Duration.seconds(10)

    let services: any EnclaveServices

    func mount(_ mount: Mount) throws(SystemError) {
        // A second tmpfs would hide what the first holds; of the others the kernel says itself that they are there.
        guard !mount.isInPlace else { return }
        do throws(SystemError) { try mount.perform() } catch { guard error.isBusy else { throw error } }
    }

    func beatHeart() throws(StreamError) {
        guard let parent = VSockAddress(cid: VSockAddress.parent, port: Self.heartbeat.port) else { return }
        try Self.beatHeart(of: .vsock(parent))
    }

    /// One beat there and one back.
    static func beatHeart(of endpoint: Endpoint) throws(StreamError) {
        let deadline = Monotonic.now.advanced(by: patience)
        let stream = try endpoint.connect(until: deadline)
        let beat = [heartbeat.beat]
        try stream.writeAll(beat.span, until: deadline)
        let answer = try stream.readExactly(1, until: deadline)
        guard answer == beat else { throw .ended(received: 1) }
    }

    func raiseLoopback() throws(SystemError) { try MachineControl.raiseLoopback() }

    func kernelText(_ path: String) -> String? {
        guard let contents = try? FileContents.read(path, limit: 4096) else { return nil }
        let bytes = contents.bytes.prefix { $0 != UInt8(ascii: "\n") }
        return String(decoding: bytes, as: UTF8.self)
    }

    func addEntropy(_ bytes: [UInt8]) throws(SystemError) { try EntropyPool.add(bytes) }

    func isRandomnessReady() throws(SystemError) -> Bool { try EntropyPool.isReady() }

    var now: Moment { .now }

    func setClock(_ time: WallTime) throws(SystemError) { try MachineControl.setClock(time) }

    func pause(_ duration: Duration) { Pause.take(duration) }

    func openModule(_ address: BootConfiguration.SecurityModuleAddress) throws(BootFailure) -> SecurityModule {
        let transport: any NSMTransport
        switch address {
        case .device:
            transport = try BootFailure.ofSystem { () throws(SystemError) in try NSMDevice() }
        case .socket(let path):
            do throws(StreamError) { transport = try NSMSocket(path: path, patience: Self.patience) } catch {
                throw BootFailure(error.description)
            }
        }
        return try BootFailure.ofSystem { () throws(SystemError) in try SecurityModule(transport) }
    }

    func hideModule(_ address: BootConfiguration.SecurityModuleAddress) throws(SystemError) {
        // A simulator's socket is its own, and whoever is its user may ask it.
        guard address == .device else { return }
        do throws(SystemError) { try MachineControl.makePrivate(NSMDevice.path) } catch {
            // A device that has no node any more is well hidden.
            guard error.isMissing else { throw error }
        }
        // A program that runs as root is not kept out by permissions; without a node there is nothing to open.
        if MachineControl.isFirstProcess { try MachineControl.removeNode(NSMDevice.path) }
    }

    func writeCertificate(_ keys: EnclaveKeys, _ files: TLSFiles, now: WallTime) throws(BootFailure) -> WallTime {
        do throws(TLSFiles.Failure) { return try files.write(keys.tls, now: now) } catch {
            throw BootFailure(error.description)
        }
    }

    func writeLoopback(_ files: LoopbackFiles, now: WallTime) throws(BootFailure) {
        do throws(LoopbackFiles.Failure) { try files.write(now: now) } catch { throw BootFailure(error.description) }
    }

    func serve(_ enclave: BootedEnclave) throws(BootFailure) { try services.serve(enclave) }

    func receiveSecrets(_ enclave: BootedEnclave) throws(BootFailure) { try services.receiveSecrets(enclave) }
}
