// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Crypto
internal import Kernel
internal import SealAuthN
internal import SuiLedger

// What is shown to the cluster: keys, tokens, and where they wait.
extension Doctor {
    private static let tokenLimit = 4096

    /// The key that signs: in the wallet, or another program's.
    mutating func examineKey() {
        let invocation = invocation
        guard let signer = look("key", { () throws(CommandFailure) in try TokenSigner(invocation) }) else { return }
        address = signer.address
        note("key", .ok, signer.address.description)
    }

    /// The cache: what is wrong with it costs passwords, not access.
    mutating func examineCache() {
        guard let folder = TokenCache.folder(invocation.environment) else {
            return note("cache", .warning, "there is no $HOME and no $KUBECACHEDIR: each kubectl signs anew")
        }
        do throws(TokenCache.Trouble) {
            try TokenCache.prepare(folder)
            note("cache", .ok, folder)
        } catch { note("cache", .warning, "\(error.reason): each kubectl signs anew") }
    }

    /// A token, made as kubectl would have it made.
    mutating func examineToken() {
        guard address != nil else { return note("token", .skipped, "no key was found") }
        let (invocation, info) = (invocation, info)
        let made = look("token") { () throws(CommandFailure) in
            let maker = try TokenMaker(invocation, info)
            return (maker.order, try maker.token())
        }
        if let (order, token) = made {
            note("token", .ok, "for \(order.audience), good until \(RFC3339.write(token.shownExpiry))")
        }
    }

    /// A token that somebody has, of either form.
    mutating func examineGivenToken(_ session: Session?) {
        let invocation = invocation
        let read = look("given token") { () throws(CommandFailure) in try Self.givenToken(invocation) }
        guard case .some(.some(var token)) = read else { return }
        defer { for index in token.indices { token[index] = 0 } }
        guard let session, let cluster = try? session.ids().cluster else {
            return note("given token", .skipped, "no node was reached")
        }
        switch BearerForm(token.span) {
        case .signed: examineSigned(token, cluster)
        case .seal: _ = examineSeal(token, cluster, session)
        case .foreign:
            note("given token", .failed, "neither 64 lowercase hexadecimal digits, after seal_ or not, nor sealsig1.…")
        }
    }

    /// The token in the file that was named, or on standard input.
    static func givenToken(_ invocation: Invocation) throws(CommandFailure) -> [UInt8]? {
        guard let path = try invocation(DoctorCommand.tokenFile) else { return nil }
        var token: [UInt8]
        if path == "-" {
            guard let input = invocation.console.readInput(tokenLimit) else {
                throw CommandFailure("standard input cannot be read, or is longer than a token", .inputOutput)
            }
            token = input
        } else {
            token = try PrivateFile.bytes(path, limit: tokenLimit)
        }
        while let last = token.last, [0x0A, 0x0D, 0x20].contains(last) { token.removeLast() }
        return token
    }

    private mutating func examineSigned(_ bytes: [UInt8], _ cluster: Address) {
        do throws(TokenFault) {
            let token = try UnverifiedSignedToken(bytes.span)
            try token.claims.check(cluster: cluster, at: invocation.console.now())
            try token.claims.check(audienceIn: [info.audience ?? TokenOrder.usualAudience])
            let signer = try token.verified().signer
            let isOwn = signer == address
            note(
                "given token", isOwn ? .ok : .warning,
                isOwn ? "signed by this key" : "signed by \(signer), another account")
        } catch { note("given token", .failed, "\(error.reason)") }
    }

    /// A seal's token; gives the seal's owner, if the token is theirs.
    mutating func examineSeal(_ bytes: [UInt8], _ cluster: Address, _ session: Session) -> Address? {
        let looked = look("given token") { () throws(CommandFailure) -> GivenSeal in
            do throws(CryptoError) {
                var hasher = try SealHasher(clusterId: cluster.raw)
                guard hasher.take(bytes.span) else { return GivenSeal(seal: nil, isBound: false) }
                let key = SealKey(try hasher.key())
                let seal: Seal?
                do throws(CommandFailure) { seal = try session.seal(key) } catch { return GivenSeal(failure: error) }
                let isBound = seal.map { hasher.isBound(to: $0.owner.raw, $0.bind) }
                hasher.forget()
                return GivenSeal(seal: seal, isBound: isBound ?? false)
            } catch { throw CommandFailure(error) }
        }
        guard let looked else { return nil }
        if let failure = looked.failure {
            note("given token", .failed, failure.message)
            return nil
        }
        guard let seal = looked.seal else {
            note("given token", .failed, "no seal of this cluster is under it: `sealctl seal mint` makes one")
            return nil
        }
        examine(seal, looked.isBound, session)
        return looked.isBound ? seal.owner : nil
    }

    private struct GivenSeal {
        var seal: Seal?
        var isBound = false
        var failure: CommandFailure?
    }

    private mutating func examine(_ seal: Seal, _ isBound: Bool, _ session: Session) {
        let read = look("given token") { () throws(CommandFailure) in
            (try session.ask(EpochQuestion()).number, try session.account(of: seal.owner)?.generation)
        }
        guard let (epoch, generation) = read else { return }
        func say(_ check: String, _ isRight: Bool, _ right: String, _ wrong: String) {
            note("given token: \(check)", isRight ? .ok : .failed, isRight ? right : wrong)
        }
        note("given token: seal", .ok, "\(seal.sealID)")
        say("owner", isBound, "\(seal.owner)", "its hash was copied: it was minted by somebody who has not the token")
        say("kind", seal.kind != 2, "a user's", "a worker's: it opens the public API, never the cluster")
        say("revoked", !seal.revoked, "no", "yes: `sealctl seal mint` makes another")
        say(
            "expiry", epoch < seal.expiresEpoch, "epoch \(seal.expiresEpoch), and it is \(epoch)",
            "epoch \(seal.expiresEpoch) has begun: `sealctl seal refresh \(seal.sealID)` makes another")
        say(
            "generation", generation == seal.generation, "\(seal.generation)",
            generation == nil
                ? "its owner has no stake any more" : "it is older than a slashing: `sealctl seal mint` makes another")
    }
}
