// SPDX-License-Identifier: Apache-2.0
internal import Attestation
internal import Configuration
internal import Crypto
internal import DevLedger
internal import Kernel
internal import SuiLedger

/// Why a command did not do what it was asked to: a sentence that says what to do, and how the process ends.
struct CommandFailure: Error, Hashable {
    let message: String
    let exit: ExitCode
    /// The check of the contracts that did not hold, where it was one.
    var abort: Abort?
    /// What an enclave said, where it was one that refused.
    var refusal: ProvisioningRefusal?
    /// What must not get lost even so: a token, for example.
    var rest: Report?
    /// Whether what was sent may stand on the chain all the same.
    var mayStand = false
    /// Whether the same may go well in a while, nothing here being changed: nobody answered who could.
    var mayPass = false

    init(_ message: String, _ exit: ExitCode, refusal: ProvisioningRefusal? = nil, rest: Report? = nil) {
        self.message = message
        self.exit = exit
        self.refusal = refusal
        self.rest = rest
    }

    init(_ error: ConfigurationError) { self.init(error.description, error.exitCode) }

    init(_ path: String, _ error: FileError) { self.init("\(path): \(error.description)", .noInput) }

    init(writing path: String, _ error: FileError) { self.init("\(path): \(error.description)", .cannotCreate) }

    init(_ path: String, _ error: WalletError) {
        let place = error.isAboutFile ? "\(path): " : ""
        self.init(place + error.description + error.advice, error.isAboutFile ? .noInput : .refused)
    }

    init(_ error: CryptoError) { self.init(error.description, .software) }

    /// `nodes` are those that were asked.
    init(_ error: LedgerError, of nodes: [NodeEndpoint] = []) {
        let exit: ExitCode = error.code == .refused ? .refused : .unavailable
        // A node's path may be its owner's secret.
        let places = nodes.compactMap(\.authority).joined(separator: ", ")
        let place = error.code.isAbsence && !places.isEmpty ? " (\(places))" : ""
        self.init("\(error.detail)" + place + Self.advice(error.code), exit)
        mayPass = error.code.isAbsence
    }

    init(_ error: SendError, of nodes: [NodeEndpoint]) {
        switch error {
        case .ledger(let error): self.init(error, of: nodes)
        case .noFunds(let needed, let available):
            let amounts = "this takes \(Mist.write(needed)) and the account holds \(Mist.write(available))"
            self.init("\(amounts): send SUI there, or on a test network use `sealctl faucet`", .refused)
        case .refused(let failure):
            self.init(Refusals.sentence(failure), .refused)
            abort = Refusals.abort(failure)
        case .calledOff: self.init("nothing was sent: it was called off", .temporary)
        case .signing(let error): self.init(error)
        case .unknown(let digest):
            self.init("sent, but no node says what became of it: ask again with `sealctl tx \(digest)`", .temporary)
            mayStand = true
        }
    }

    private static func advice(_ code: LedgerError.Code) -> String {
        switch code {
        case .unavailable, .timeout: ": try again, or name another node with --node"
        case .throttled: ": wait a little, or use a node of your own (--node, --credentials-file)"
        case .unauthorized: ": look at --credentials-file"
        case .wrongChain: ": --node and the cluster file do not belong together"
        case .stale: ": wait until it has caught up, or name another node with --node"
        case .unsupported: ": name a node that keeps an index, or one that speaks GraphQL, with --node"
        case .refused, .malformed, .disagreement, .conflict, .cancelled: ""
        }
    }
}

extension LedgerError.Code {
    /// Whether nobody was there who could answer: waiting may help, and which nodes were asked is worth knowing.
    fileprivate var isAbsence: Bool {
        switch self {
        case .unavailable, .timeout, .throttled, .stale: true
        case .refused, .unsupported, .malformed, .wrongChain, .disagreement, .unauthorized, .conflict, .cancelled:
            false
        }
    }
}

extension WalletError {
    var isAboutFile: Bool {
        switch self {
        case .file, .exposed, .malformed: true
        case .invalidName, .nameTaken, .noSuchKey, .key: false
        }
    }

    var advice: String {
        switch self {
        case .noSuchKey: ": `sealctl wallet list` names those that there are"
        case .nameTaken: ": choose another, nothing was changed"
        case .file: ": `sealctl wallet new NAME` makes a wallet"
        case .exposed, .malformed, .invalidName, .key: ""
        }
    }
}
