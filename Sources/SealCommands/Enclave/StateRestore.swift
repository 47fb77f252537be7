// SPDX-License-Identifier: Apache-2.0
internal import Attestation
internal import Configuration
internal import Crypto
internal import Kernel
internal import SuiLedger

/// Gives an enclave the state that the chain has, before its programs start.
enum StateRestore {
    private static let file = Setting(
        "from", key: "", group: "Restore", ValueKind<String>.path.optional, fallback: nil, isFlagOnly: true,
        "The snapshot: the one that the chain has, and no other.")

    static let command = Command(
        words: ["enclave", "restore"], summary: "Gives an enclave the cluster's state, before its programs start.",
        operands: [ProvisionCommand.endpoint],
        settings: [file] + EnclaveFlags.expectation + Flags.owning + [Flags.passwordFile],
        details: """
            The state key must have been brought. What the chain has is read and brought as `enclave provision --state-floor` does it; an
            older snapshot, or one that was never committed to, is refused here and by the enclave.
            """
    ) { invocation throws(CommandFailure) in
        let verifier = try EnclaveFlags.verifier(invocation, inspects: false)
        let place = try invocation.operand(0, "ENDPOINT", ValueKind<Endpoint>.enclave)
        guard let path = try invocation(file) else { throw CommandFailure("--from FILE is needed", .usage) }
        let session = try Session(invocation)
        let cluster = try session.ids().cluster
        let floor = try session.stateFloor()
        guard let root = floor.root else {
            throw CommandFailure("the chain has no state of this cluster: there is nothing to restore", .refused)
        }
        guard try StateBackup.digest(of: path) == root else {
            throw CommandFailure(
                "\(path) is not the snapshot that the chain has: number \(floor.sequence), \(root.hex)", .refused)
        }
        let provisioner = try Provisioner(invocation, cluster: cluster)
        try bring(floor, place, verifier, provisioner, invocation.console)
        let client = try ProvisioningClient(place)
        let verified = try client.verified(verifier, invocation.console)
        let size = try send(
            path, StateClaim(cluster: cluster.raw, sequence: floor.sequence, root: root), provisioner, client, verified)
        return Report.of(
            ("restored", .text(path)), ("sequence", .number(floor.sequence)), ("root", .text(root.hex)),
            ("bytes", .number(size))
        ).joined(with: Report.of(verified.enclave, verifier, isArchived: false))
    }

    /// Brings what the chain has, on a connection of its own: if it was brought before, the enclave says so and ends that.
    private static func bring(
        _ floor: StateFloor, _ place: Endpoint, _ verifier: Verifier, _ provisioner: borrowing Provisioner,
        _ console: Console
    ) throws(CommandFailure) {
        let client = try ProvisioningClient(place)
        let verified = try client.verified(verifier, console)
        do throws(CommandFailure) {
            try provisioner.bring([try NamedSecret(floor)], client, verified)
        } catch {
            guard error.refusal?.code == .alreadyThere else { throw error }
        }
    }

    private static func send(
        _ path: String, _ claim: StateClaim, _ provisioner: borrowing Provisioner,
        _ client: borrowing ProvisioningClient, _ verified: VerifiedRecipient
    ) throws(CommandFailure) -> UInt64 {
        let file: FileStream
        do throws(FileError) { file = try FileStream(path) } catch { throw CommandFailure(path, error) }
        let size = UInt64(max(0, file.status.signature.size))
        let reply = try provisioner.order(client, verified) { _ throws(CommandFailure) in .restore(claim, size: size) }
        guard reply == .done else { throw client.foreign }
        var left = size
        while left > 0 {
            let piece: [UInt8]
            do throws(FileError) { piece = try file.next(ProvisioningFrame.pieceLength) } catch {
                throw CommandFailure(path, error)
            }
            guard !piece.isEmpty, UInt64(piece.count) <= left else {
                throw CommandFailure("\(path) changed while it was read", .noInput)
            }
            guard try client.ask(.piece(piece)) == .done else { throw client.foreign }
            left -= UInt64(piece.count)
        }
        return size
    }
}

extension Session {
    /// What the chain has of the cluster's state.
    func stateFloor() throws(CommandFailure) -> StateFloor {
        var last: StateCommitted?
        try events("enclave_registry::StateCommitted") { _, event throws(CommandFailure) in
            guard case .stateCommitted(let event) = event, event.sequence > last?.sequence ?? 0 else { return }
            last = event
        }
        guard let last else { return .none }
        guard let root = Bytes32(last.root.span), let floor = StateFloor(sequence: last.sequence, root: root) else {
            throw Self.foreign
        }
        return floor
    }
}
