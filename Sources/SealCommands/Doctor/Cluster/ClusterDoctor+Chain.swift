// SPDX-License-Identifier: Apache-2.0
internal import ClusterSettings
internal import Configuration
internal import Kernel
internal import SealAuthN
internal import SuiLedger

// The token, the clock, the chain, the stake: what the account's owner can put right.
extension ClusterDoctor {
    typealias Answers = [(NodeEndpoint, Result<NodeAnswer<EpochQuestion.Answer>, LedgerError>)]

    /// The cluster file: the one that is set, the user's own, or the server's.
    mutating func examineClusterFile() -> Session? {
        do throws(CommandFailure) {
            let session = try Session(invocation, path: serverClusterFile)
            _ = try session.ids()
            note("cluster file", .ok, session.path)
            return session
        } catch {
            if machine.configuration.value?["ledger", "file"] != nil, error.exit == .noInput {
                note("cluster file", .skipped, "this server has its stakes in a file, and no chain")
            } else {
                note("cluster file", error.exit == .noInput ? .unseen : .failed, error.message)
            }
            return nil
        }
    }

    /// The server's, where nobody has named one and the user has none.
    private var serverClusterFile: String? {
        guard invocation.resolve(Flags.clusterFile).source == .none else { return nil }
        let own = Places.folder(invocation.environment).map { $0 + "/cluster.yaml" }
        guard own.map({ (try? FileStatus.of($0)) == nil }) ?? true else { return nil }
        let named = machine.configuration.value?["chain", "clusterFile"]?.scalar ?? "/etc/k3s-daas/cluster.yaml"
        let path = machine.root + named
        return (try? FileStatus.of(path)) == nil ? nil : path
    }

    /// A token that was given, or one made by the wallet's key, if there is either.
    mutating func examineToken(_ session: Session?) throws(CommandFailure) {
        let signer = findSigner()
        owner = signer?.address
        account.address = owner
        if try invocation(DoctorCommand.tokenFile) != nil {
            do throws(CommandFailure) {
                if let bytes = try Doctor.givenToken(invocation) { token = .seen(bytes) }
            } catch { token = .unseen(error.message) }
        } else if signer != nil {
            let (invocation, info) = (invocation, account.info)
            do throws(CommandFailure) {
                token = .seen(Array(try TokenMaker(invocation, info).token().text.utf8))
            } catch { token = .unseen(error.message) }
        }
        let audience = try invocation(TokenOrder.audience) ?? TokenOrder.usualAudience
        let check = TokenFormCheck(token: token, cluster: try? session?.ids().cluster, audience: audience, now: now)
        take(check)
        try examineOwner(session)
    }

    /// The wallet's key or another program's; a machine that has neither is no user's.
    private mutating func findSigner() -> TokenSigner? {
        do throws(CommandFailure) {
            let wallet = try invocation.place(Flags.walletFile, "wallet")
            guard try invocation(Flags.signerCommand) != nil || (try? FileStatus.of(wallet)) != nil else {
                note("key", .skipped, "there is no wallet here: \(wallet)")
                return nil
            }
            return try TokenSigner(invocation)
        } catch {
            note("key", .failed, error.message)
            return nil
        }
    }

    /// Whose a given token is: by its signature, or by the chain.
    private mutating func examineOwner(_ session: Session?) throws(CommandFailure) {
        guard try invocation(DoctorCommand.tokenFile) != nil, case .seen(let bytes) = token else { return }
        switch BearerForm(bytes.span) {
        case .foreign: owner = nil
        case .signed: owner = (try? UnverifiedSignedToken(bytes.span).verified())?.signer
        case .seal:
            guard let session, let cluster = try? session.ids().cluster else { return owner = nil }
            let count = account.findings.count
            owner = account.examineSeal(bytes, cluster, session)
            findings += account.findings[count...]
        }
    }

    /// By the chain's last checkpoint and by the apiserver's answers.
    mutating func examineClocks(_ session: Session?, _ answers: Answers) {
        let times = answers.compactMap { try? $0.1.get().freshness?.timestamp }
        let isLocal = session?.file.chain.isLocalLedger ?? false
        var chain = Seen<WallTime>.skipped("no node was reached")
        if isLocal {
            chain = .skipped("a local ledger has a clock of its own")
        } else if let last = times.max() {
            chain = .seen(WallTime(nanoseconds: Int64(clamping: last) &* 1_000_000))
        }
        take(ClockCheck(about: "against the chain's", own: now, other: chain))
        let server = place.flatMap { place in
            (try? ApiserverConnection(place))?.date() ?? .unseen("no connection to the apiserver could be made ready")
        }
        take(ClockCheck(about: "against the apiserver's", own: now, other: server))
    }

    /// Each node for itself, and all of them together; false if none answers.
    mutating func examineChain(_ session: Session?, _ answers: Answers) -> Bool {
        guard let session else {
            note("chain", .skipped, "there is no cluster file to name its nodes")
            return false
        }
        let nodes = answers.map { endpoint, answer in
            ChainCheck.Node(
                url: endpoint.url,
                answer: answer.map {
                    .init(
                        epoch: $0.value.number, checkpoint: $0.freshness?.checkpoint ?? 0,
                        milliseconds: $0.freshness?.timestamp ?? 0)
                })
        }
        take(ChainCheck(nodes: nodes, isLocal: session.file.chain.isLocalLedger, now: now))
        return nodes.contains { (try? $0.answer.get()) != nil }
    }

    /// What the stake makes of whoever the token is of.
    mutating func examineStake(_ session: Session) {
        guard let owner else {
            return note("stake", .skipped, "no account is known here: --token-file or a wallet names one")
        }
        account.address = owner
        let count = account.findings.count
        account.examineAccount(session)
        findings += account.findings[count...]
        standing = try? AccountStanding(of: owner, session)
    }
}
