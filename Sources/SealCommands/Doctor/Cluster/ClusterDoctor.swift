// SPDX-License-Identifier: Apache-2.0
internal import ClusterSettings
internal import Configuration
internal import Kernel
internal import SealAuthN
internal import SuiLedger

/// Looks at the whole way from a token to a decision, from wherever it is run; what a thing hangs on comes before it.
///
/// It does the looking and nothing else: what is right is for the checks to say.
struct ClusterDoctor {
    /// The account's part of it, which users have by itself.
    var account: Doctor
    /// What was found so far.
    var findings: [Finding] = []

    let invocation: Invocation
    let machine: ServerMachine
    let kubectl: Kubectl?
    /// The apiserver of the kubeconfig.
    let place: Seen<ApiserverConnection.Place>
    let now: WallTime

    /// The token that is looked at, if there is one; wiped in the end.
    var token: Seen<[UInt8]> = .skipped("none was given: --token-file names one")
    /// What the chain makes of the account, once it was asked.
    var standing: AccountStanding?
    /// Whose the token is, once that is known.
    var owner: Address?

    /// Gets ready; nothing of the chain or the cluster was looked at yet.
    init(_ invocation: Invocation) throws(CommandFailure) {
        self.invocation = invocation
        account = Doctor(invocation)
        now = invocation.console.now()
        machine = ServerMachine(root: try invocation(ClusterDoctorCommand.root) ?? "", now: now)
        let context = try invocation(DoctorCommand.kubeContext)
        let named = try invocation(LoginCommand.kubeconfig) ?? Self.usualKubeconfig(invocation.environment)
        place = KubeconfigPlace.find(named.map { [$0] } ?? Kubeconfig.paths(invocation.environment), context: context)
        kubectl = Kubectl(search: invocation.environment["PATH"], kubeconfig: named, context: context)
    }

    /// On a server nobody has a kubeconfig of their own: the administrator's is taken, if it may be read.
    private static func usualKubeconfig(_ environment: [String: String]) -> String? {
        let own = Kubeconfig.paths(environment)
        let isThere = own.contains { (try? FileStatus.of($0)) != nil }
        guard !isThere, (try? FileContents.check(KubeconfigPlace.k3s, limit: 1 << 20)) != nil else { return nil }
        return KubeconfigPlace.k3s
    }

    /// Looks at everything.
    mutating func examine() throws(CommandFailure) {
        let session = examineClusterFile()
        try examineToken(session)
        let answers = session.map { $0.askEach(EpochQuestion()) } ?? []
        examineClocks(session, answers)
        let isReached = examineChain(session, answers)
        if let session, isReached {
            examineStake(session)
        } else {
            note("stake", .skipped, "the chain was not reached")
        }
        try examineServer()
        let servers = try apiservers()
        examineApiservers(servers)
        examineRegistration()
        examineRoles()
        examineIdentity(servers)
        if case .seen(var bytes) = token {
            token = .skipped("")
            for index in bytes.indices { bytes[index] = 0 }
        }
    }

    /// Takes what a check says.
    mutating func take(_ check: some Check) { findings += check.findings }

    /// Notes what was found.
    mutating func note(_ check: String, _ state: Finding.State, _ says: String, fix: String? = nil) {
        findings.append(Finding(check: check, state: state, says: says, fix: fix))
    }
}
