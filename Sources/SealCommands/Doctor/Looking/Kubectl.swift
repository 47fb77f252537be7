// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Kernel

/// kubectl, asked for what the caller's own account may see.
///
/// Kubeconfigs have many forms (plugins, certificates, proxies, files that name others), and kubectl knows them all.
struct Kubectl {
    /// Where the program is.
    let path: String
    /// What stands before each question.
    let arguments: [String]

    /// An apiserver's metrics are some megabytes.
    private static let maximumAnswer = 32 << 20
    private static let maximumComplaint = 16 << 10
    /// A plugin may ask a person for a password.
    private static let patience = Duration.seconds(60)

    /// Finds kubectl, or the one that is in k3s; `nil` where there is neither.
    init?(search: String?, kubeconfig: String?, context: String?) {
        var arguments: [String]
        if let path = Executable.find("kubectl", path: search) {
            (self.path, arguments) = (path, [])
        } else if let path = Executable.find("k3s", path: search) {
            (self.path, arguments) = (path, ["kubectl"])
        } else {
            return nil
        }
        if let kubeconfig { arguments += ["--kubeconfig", kubeconfig] }
        if let context { arguments += ["--context", context] }
        self.arguments = arguments + ["--request-timeout=10s"]
    }

    /// Asks, of one apiserver or of that which the kubeconfig names.
    func ask(_ question: [String], of server: String? = nil) -> Result<[UInt8], KubectlFailure> {
        var limits = ChildProcess.Limits()
        (limits.output, limits.errors, limits.time) = (Self.maximumAnswer, Self.maximumComplaint, Self.patience)
        let nothing: [UInt8] = []
        let words = arguments + (server.map { ["--server", $0] } ?? []) + question
        let answer: ChildProcess.Answer
        do throws(ChildFailure) {
            answer = try ChildProcess.ask(path, words, input: nothing.span, limits: limits)
        } catch {
            return .failure(KubectlFailure(.other, "kubectl: \(error.description)"))
        }
        guard answer.end == .code(0) else {
            return .failure(KubectlFailure(complaint: String(decoding: answer.errors, as: UTF8.self)))
        }
        return .success(answer.output)
    }

    /// Asks for an object or a list of them.
    func object(_ question: [String], of server: String? = nil) -> Result<YAMLNode, KubectlFailure> {
        ask(question + ["-o", "json"], of: server).flatMap { bytes in
            let limits = YAMLLimits(bytes: Self.maximumAnswer, depth: 64, nodes: 4_000_000)
            do throws(ConfigurationError) {
                return .success(try YAMLDocument.parse(bytes.span, name: "kubectl", limits: limits).root)
            } catch { return .failure(KubectlFailure(.other, "kubectl's answer cannot be read: \(error.description)")) }
        }
    }
}

/// Why kubectl gave no answer.
struct KubectlFailure: Error, Hashable, Sendable {
    /// What kind of wrong.
    enum Kind: Hashable, Sendable, CaseIterable {
        /// There is no kubectl.
        case missing
        /// The account may not see it.
        case forbidden
        /// It is not there.
        case notFound
        /// The account is none.
        case unauthorized
        /// Nobody answers, or not the one who should.
        case unreachable
        /// Something else.
        case other
    }

    let kind: Kind
    /// What to tell a person.
    let says: String

    init(_ kind: Kind, _ says: String) {
        self.kind = kind
        self.says = says
    }

    /// There is no program to ask.
    static let missing = KubectlFailure(.missing, "there is neither kubectl nor k3s in $PATH")

    /// Takes what kubectl wrote to its standard error: the last line is the one that says why.
    init(complaint: String) {
        let lines = complaint.split(separator: "\n").filter { !$0.hasPrefix("Warning: ") }
        let last = String((lines.last ?? "it says nothing").prefix(400))
        let marks: [(Kind, [String])] = [
            (.forbidden, ["(Forbidden)", " is forbidden: "]),
            (.notFound, ["(NotFound)", "could not find the requested resource"]),
            (.unauthorized, ["Unauthorized", "You must be logged in", "provide credentials", "getting credentials"]),
            (
                .unreachable,
                [
                    "was refused", "connection refused", "no such host", "i/o timeout", "no route to host", "x509: ",
                    "TLS handshake",
                    "deadline exceeded", "Unable to connect", "EOF",
                ]
            ),
        ]
        let kind = marks.first { $0.1.contains { last.contains($0) } }?.0 ?? .other
        self.init(kind, "kubectl: \(last)")
    }

    /// What would help.
    var fix: String? {
        switch kind {
        case .missing: "install kubectl, or run this where k3s is"
        case .unauthorized: "kubectl seal doctor"
        case .unreachable: "kubectl cluster-info"
        case .forbidden, .notFound, .other: nil
        }
    }

    /// As a look that brought nothing: what the account may not see is not its to judge.
    func seen<Value: Sendable>() -> Seen<Value> {
        switch kind {
        case .forbidden: .skipped("this account may not see it: ask an operator")
        case .notFound: .skipped("it is not there")
        case .missing, .unauthorized, .unreachable, .other: .unseen(says, fix: fix)
        }
    }
}
