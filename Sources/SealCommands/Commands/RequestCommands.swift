// SPDX-License-Identifier: Apache-2.0
internal import ClusterSettings
internal import Configuration
internal import Crypto
internal import DevLedger
internal import Kernel
internal import SuiLedger

/// Changes of the cluster that are asked for on chain.
enum RequestCommands {
    private static let seal = Setting(
        "seal", key: "", group: "Request", ValueKind<String>.text("SEAL", atMost: 66).optional, fallback: nil,
        isFlagOnly: true, "With which seal; may be left out where the account holds only one.")
    private static let namespace = Setting(
        "namespace", key: "", group: "Request", ValueKind<String>.text("NAME", atMost: 63).optional, fallback: nil,
        isFlagOnly: true, "In which namespace; nothing for what has none.")
    private static let manifest = Setting(
        "manifest-file", key: "", group: "Request", ValueKind<String>.path.optional, fallback: nil, isFlagOnly: true,
        "The manifest; it stands on chain, where everybody can read it for ever: up to 8 KiB of ASCII, LF at the ends of lines."
    )
    private static let uri = Setting(
        "manifest-uri", key: "", group: "Request",
        ValueKind<String>.text("URI", atMost: Names.longestEndpoint).optional, fallback: nil, isFlagOnly: true,
        "Where the manifest is, at https://; --manifest-file then says what must be found there and stays private.")
    private static let priority = Setting(
        "priority", key: "", group: "Request", ValueKind<Int>.integer(1...10), fallback: 5, isFlagOnly: true,
        "From 1 to 10.")
    private static let number = Operand("REQUEST", "the request's number")
    private static let result = Operand("RESULT", "what became of it, for people")

    private enum Method: String, CaseIterable, Sendable {
        case apply, delete, scale, patch

        var draft: RequestDraft.Method {
            switch self {
            case .apply: .apply
            case .delete: .delete
            case .scale: .scale
            case .patch: .patch
            }
        }
    }

    static let all: [Command] = [
        .sending(
            ["request", "submit"], "Asks the cluster's controller for a change.",
            operands: [
                Operand("METHOD", "apply, delete, scale or patch"),
                Operand("RESOURCE", "what kind, with its group: deployments.apps"),
                Operand("NAME", "the object's name"),
            ], settings: [seal, namespace, manifest, uri, priority], submit),
        .sending(["request", "cancel"], "Takes a request back that nobody works on.", operands: [number]) {
            invocation, sender throws(CommandFailure) in
            try sender.session.calls().cancelRequest(try invocation.operand(0, "REQUEST", .count))
        },
        .sending(
            ["request", "assign"], "Gives a request to a worker; for operators.",
            operands: [number, Operand("WORKER", "the address of the worker's owner")]
        ) { invocation, sender throws(CommandFailure) in
            try sender.session.calls().assignWorker(
                try invocation.operand(0, "REQUEST", .count), worker: try invocation.operand(1, "WORKER", .address),
                cap: try sender.capability("OperatorCap"))
        },
        finishing("complete", "Ends a request that was carried out; for operators.", isDone: true),
        finishing("fail", "Ends a request that could not be carried out; for operators.", isDone: false),
        Command(
            words: ["request", "list"], summary: "Shows the requests and where they stand.", settings: Flags.reading,
            run: list),
        watch,
    ]

    private static func finishing(_ word: String, _ summary: String, isDone: Bool) -> Command {
        .sending(["request", word], summary, operands: [number, result]) { invocation, sender throws(CommandFailure) in
            try sender.session.calls().finishRequest(
                try invocation.operand(0, "REQUEST", .count), isDone: isDone, result: invocation.operands[1],
                cap: try sender.capability("OperatorCap"))
        }
    }

    @Sendable private static func submit(_ invocation: Invocation, _ sender: Sender) throws(CommandFailure) -> Program {
        let method = try invocation.operand(0, "METHOD", ValueKind<Method>.oneOf)
        var draft = RequestDraft(method.draft, resource: invocation.operands[1], name: invocation.operands[2])
        draft.namespace = try invocation(namespace) ?? ""
        draft.priority = UInt8(try invocation(priority))
        draft.uri = try invocation(uri) ?? ""
        try RequestRules.check(draft)
        if let path = try invocation(manifest) {
            let contents: FileContents
            do throws(FileError) { contents = try FileContents.read(path, limit: 1024 * 1024) } catch {
                throw CommandFailure(path, error)
            }
            if draft.uri.isEmpty {
                draft.manifest = try RequestRules.text(ofManifest: contents.bytes, path)
            } else {
                do throws(CryptoError) {
                    var hash = try SHA256()
                    hash.update(contents.bytes.span)
                    draft.contentHash = try hash.finish().bytes
                } catch { throw CommandFailure(error) }
            }
        } else if !draft.uri.isEmpty {
            throw CommandFailure("--manifest-uri needs --manifest-file: its hash stands on chain", .usage)
        } else if method != .delete {
            throw CommandFailure("\(method.rawValue) needs --manifest-file: what is to be done stands there", .usage)
        }
        let handle: SealCommands.Handle
        if let wanted = try invocation(seal) {
            handle = try SealCommands.handle(wanted, sender.session, sender.signer.address)
        } else {
            let handles = try SealCommands.handles(of: sender.signer.address, sender.session)
            guard let first = handles.first, handles.count == 1 else {
                let reason =
                    handles.isEmpty ? "holds no seal: `sealctl seal mint` comes first" : "holds several: use --seal"
                throw CommandFailure("\(sender.signer.address) \(reason)", .usage)
            }
            handle = first
        }
        return try sender.session.calls().submitRequest(draft, handle: handle.reference)
    }

    @Sendable private static func list(_ invocation: Invocation) throws(CommandFailure) -> Report {
        let session = try Session(invocation)
        var requests: [UInt64: KubernetesRequest] = [:]
        try session.events("k8s_scheduler::RequestChanged") { _, event throws(CommandFailure) in
            if case .requestChanged(let event) = event { requests[event.requestID] = event.request }
        }
        return .list(requests.sorted { $0.key < $1.key }.map { row($0, $1) })
    }

    /// A request as the answer shows it.
    static func row(_ number: UInt64, _ request: KubernetesRequest) -> Report {
        let methods = ["apply", "delete", "scale", "patch"]
        let states = ["pending", "assigned", "completed", "failed", "cancelled"]
        func word(_ number: UInt8, _ words: [String]) -> Report {
            .text((1...words.count).contains(Int(number)) ? words[Int(number) - 1] : "\(number)")
        }
        return .of(
            ("request", .number(number)), ("state", word(request.status, states)),
            ("method", word(request.method, methods)), ("resource", .text(request.resource)),
            ("namespace", .text(request.namespace)), ("name", .text(request.name)),
            ("submitter", .text(request.submitter.description)),
            ("submitted", .time(request.submittedMilliseconds)), ("result", .text(request.result)))
    }
}

extension ValueKind where Value == UInt64 {
    /// A number of something that was counted from 0.
    static var count: ValueKind {
        ValueKind(
            "NUMBER", isPlain: true,
            read: { text throws(ValueRefusal) in
                guard let number = UInt64(text), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                    throw ValueRefusal("must be a whole number")
                }
                return number
            }, write: { "\($0)" })
    }
}
