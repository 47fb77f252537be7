// SPDX-License-Identifier: Apache-2.0
internal import Attestation
internal import Configuration
internal import Crypto
internal import Kernel
internal import SuiLedger

/// Takes a snapshot of a cluster's state out of an enclave, and commits to it on chain.
enum StateBackup {
    private static let file = Setting(
        "to", key: "", group: "Backup", ValueKind<String>.path.optional, fallback: nil, isFlagOnly: true,
        "Where the snapshot is written, sealed; what the enclave signed about it goes beside it, into FILE.claim.")
    private static let commits = Setting(
        "commit", key: "", group: "Backup", .boolean, fallback: false, isFlagOnly: true,
        "Commits to it on chain as well: before that it does not count. `sealctl enclave commit FILE` does it later.")

    /// More than any enclave keeps in its memory.
    private static let sizeLimit: UInt64 = 4 << 30
    private static let claimLimit = 1024

    static let all: [Command] = [
        Command(
            words: ["enclave", "backup"], summary: "Takes a snapshot of the cluster's state out of an enclave.",
            operands: [ProvisionCommand.endpoint],
            settings: [file, commits] + EnclaveFlags.expectation + Flags.sending,
            details: """
                The enclave is verified as for `enclave provision`, and ordered by the same key. What comes out is sealed with the state
                key, and signed by the key that the enclave has attested; its programs stand still while it is made.
                """,
            run: backup),
        .sending(
            ["enclave", "commit"], "Commits to a snapshot on chain, which anybody may do.",
            operands: [Operand("FILE", "the snapshot of `sealctl enclave backup`, with FILE.claim beside it")]
        ) { invocation, sender throws(CommandFailure) in
            let path = invocation.operands[0]
            let offer = try claim(of: path)
            guard try digest(of: path) == offer.claim.root else {
                throw CommandFailure("\(path) is not the snapshot that \(path).claim is about", .refused)
            }
            return try program(offer, sender)
        },
    ]

    @Sendable private static func backup(_ invocation: Invocation) throws(CommandFailure) -> Report {
        let verifier = try EnclaveFlags.verifier(invocation, inspects: false)
        let place = try invocation.operand(0, "ENDPOINT", ValueKind<Endpoint>.enclave)
        guard let path = try invocation(file) else { throw CommandFailure("--to FILE is needed", .usage) }
        let sender = try Sender(invocation)
        let cluster = try sender.session.ids().cluster
        let client = try ProvisioningClient(place)
        let verified = try client.verified(verifier, invocation.console)
        let provisioner = try Provisioner(invocation, cluster: cluster)
        let reply = try provisioner.order(client, verified) { _ throws(CommandFailure) in .save }
        guard case .snapshot(let offer) = reply, offer.size <= sizeLimit else { throw client.foreign }
        try check(offer, cluster, verified)
        try receive(offer, client, path)
        let signed = ProvisioningReply.snapshot(offer).encoded
        do throws(FileError) {
            try FileReplacement.write(signed.span, to: path + ".claim", readers: .everybody)
        } catch { throw CommandFailure(writing: path + ".claim", error) }
        let report = Report.of(
            ("snapshot", .text(path)), ("sequence", .number(offer.claim.sequence)),
            ("root", .text(offer.claim.root.hex)), ("bytes", .number(offer.size)))
        guard try invocation(commits) else { return report }
        do throws(CommandFailure) {
            return report.joined(with: try sender.send(try program(offer, sender)).report)
        } catch {
            throw CommandFailure(
                "\(error.message)\nthe snapshot is there, and counts once `sealctl enclave commit \(path)` has succeeded",
                error.exit, rest: report)
        }
    }

    /// The claim must be that of the enclave that was verified, for the cluster that was meant.
    private static func check(
        _ offer: ProvisioningReply.SnapshotOffer, _ cluster: Address, _ verified: VerifiedRecipient
    ) throws(CommandFailure) {
        let digest: Bytes32
        do throws(CryptoError) { digest = try SigningKeyInfo.digest(of: offer.signingKey) } catch {
            throw CommandFailure(error)
        }
        guard digest == verified.commitment.signing, isSigned(offer), offer.claim.cluster == cluster.raw else {
            throw CommandFailure("the snapshot is not signed by the key that the enclave has attested", .refused)
        }
    }

    private static func isSigned(_ offer: ProvisioningReply.SnapshotOffer) -> Bool {
        guard let key = PublicKey(.ed25519, offer.signingKey.bytes) else { return false }
        return offer.claim.isSigned(offer.signature, by: key)
    }

    /// Takes the pieces in; the file has its name once its digest is the one that was signed.
    private static func receive(
        _ offer: ProvisioningReply.SnapshotOffer, _ client: borrowing ProvisioningClient, _ path: String
    ) throws(CommandFailure) {
        let file: NewFile
        do throws(FileError) { file = try NewFile(replacing: path) } catch {
            throw CommandFailure(writing: path, error)
        }
        var hash: SHA256
        do throws(CryptoError) { hash = try SHA256() } catch { throw CommandFailure(error) }
        var left = offer.size
        while left > 0 {
            guard case .piece(let bytes) = try client.next(), !bytes.isEmpty, UInt64(bytes.count) <= left else {
                throw client.foreign
            }
            hash.update(bytes.span)
            left -= UInt64(bytes.count)
            do throws(FileError) { try file.write(bytes.span) } catch { throw CommandFailure(writing: path, error) }
        }
        let root: Bytes32
        do throws(CryptoError) { root = try hash.finish() } catch { throw CommandFailure(error) }
        guard root == offer.claim.root else {
            throw CommandFailure("what came is not the snapshot that was signed", .refused)
        }
        do throws(FileError) { try file.finish() } catch { throw CommandFailure(writing: path, error) }
    }

    /// What was signed about a snapshot.
    private static func claim(of path: String) throws(CommandFailure) -> ProvisioningReply.SnapshotOffer {
        let contents: FileContents
        do throws(FileError) { contents = try FileContents.read(path + ".claim", limit: claimLimit) } catch {
            throw CommandFailure(path + ".claim", error)
        }
        guard case .snapshot(let offer)? = ProvisioningReply(contents.bytes.span), isSigned(offer) else {
            throw CommandFailure("\(path).claim: this is no claim of an enclave", .configuration)
        }
        return offer
    }

    /// SHA-256 of a file.
    static func digest(of path: String) throws(CommandFailure) -> Bytes32 {
        let file: FileStream
        do throws(FileError) { file = try FileStream(path) } catch { throw CommandFailure(path, error) }
        var hash: SHA256
        do throws(CryptoError) { hash = try SHA256() } catch { throw CommandFailure(error) }
        while true {
            let piece: [UInt8]
            do throws(FileError) { piece = try file.next(ProvisioningFrame.pieceLength) } catch {
                throw CommandFailure(path, error)
            }
            guard !piece.isEmpty else { break }
            hash.update(piece.span)
        }
        do throws(CryptoError) { return try hash.finish() } catch { throw CommandFailure(error) }
    }

    private static func program(
        _ offer: ProvisioningReply.SnapshotOffer, _ sender: Sender
    ) throws(CommandFailure) -> Program {
        try sender.session.calls().commitState(
            signingKey: offer.signingKey.bytes, sequence: offer.claim.sequence, root: offer.claim.root.bytes,
            signature: offer.signature)
    }
}
