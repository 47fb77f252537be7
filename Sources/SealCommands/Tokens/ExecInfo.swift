// SPDX-License-Identifier: Apache-2.0
internal import ClusterSettings
internal import Configuration
internal import SealAuthN
internal import SuiLedger
internal import Wire

/// What kubectl tells a credential plugin, in a variable: which form of answer it takes, and what the kubeconfig says of the cluster.
///
/// The kubeconfig may come from anybody. It says for which cluster and audience a token is made, and never what is signed or by
/// which program.
struct ExecInfo: Hashable, Sendable {
    /// The forms of answers that there are.
    enum Version: String, CaseIterable, Sendable {
        case v1 = "client.authentication.k8s.io/v1"
        case v1beta1 = "client.authentication.k8s.io/v1beta1"
    }

    /// Where kubectl puts it.
    static let variable = "KUBERNETES_EXEC_INFO"
    /// The name of the cluster's extension in a kubeconfig that reaches a plugin.
    static let `extension` = "client.authentication.k8s.io/exec"
    /// What the extension may say.
    static let names = ["audience", "clusterId", "clusterFile"]
    private static let maximumBytes = 256 * 1024

    /// The form in which the answer is wanted.
    var version = Version.v1
    /// For whom the token is to be.
    var audience: String?
    /// For which cluster.
    var cluster: Address?
    /// The file that describes the cluster.
    var clusterFile: String?

    /// Nothing was told.
    init() {}

    /// Reads the variable, if it is there.
    static func read(_ environment: [String: String]) throws(CommandFailure) -> ExecInfo? {
        guard let text = environment[variable], !text.isEmpty else { return nil }
        let bytes = Array(text.utf8)
        do throws(Fault) {
            var parser: JSONParser
            do throws(JSONError) { parser = try JSONParser(maximumBytes: maximumBytes) } catch { throw Fault(error) }
            return try parser.withDocument(bytes.span) { root throws(Fault) in try read(root) }
        } catch {
            let advice = "`kubectl seal login` writes a kubeconfig entry that fits"
            throw CommandFailure("$\(variable): \(error.reason): \(advice)", .configuration)
        }
    }

    private static func read(_ root: borrowing JSONValue) throws(Fault) -> ExecInfo {
        var info = ExecInfo()
        guard try text(root, "kind") == "ExecCredential" else { throw Fault("kind must be ExecCredential") }
        let version = try text(root, "apiVersion") ?? ""
        guard let known = Version(rawValue: version) else {
            let shown = TextWriter.visible(String(version.prefix(60)))
            throw Fault("apiVersion must be \(Version.v1.rawValue), not \"\(shown)\"")
        }
        info.version = known
        guard let spec = try object(root, "spec") else { throw Fault("there is no spec") }
        guard let cluster = try object(spec, "cluster"), let config = try object(cluster, "config") else { return info }
        try info.take(config)
        return info
    }

    /// What the kubeconfig's extension says; a name that is none may be one that was meant, so it is refused.
    private mutating func take(_ config: borrowing JSONValue) throws(Fault) {
        var walk = config.children
        while walk.advance() {
            let key = walk.key
            let name = String(decoding: (0..<key.count).map { key[$0] }, as: UTF8.self)
            guard Self.names.contains(name) else {
                let shown = TextWriter.visible(String(name.prefix(60)))
                throw Fault("the cluster's extension has \"\(shown)\": audience, clusterId and clusterFile are known")
            }
        }
        if let text = try Self.text(config, "audience") {
            audience = try Self.value(text, "audience", .audience)
        }
        if let text = try Self.text(config, "clusterId") {
            cluster = try Self.value(text, "clusterId", .address)
        }
        if let text = try Self.text(config, "clusterFile") {
            clusterFile = try Self.value(text, "clusterFile", .path)
        }
    }

    private static func value<Value>(
        _ text: String, _ name: String, _ kind: ValueKind<Value>
    ) throws(Fault) -> Value {
        do throws(ValueRefusal) { return try kind.value(of: text) } catch { throw Fault("\(name) \(error.reason)") }
    }

    /// An object's member that is an object; `nil` where there is none, or `null`.
    @_lifetime(copy parent)
    private static func object(_ parent: borrowing JSONValue, _ name: StaticString) throws(Fault) -> JSONValue? {
        guard let member = try member(parent, name), !member.isNull else { return nil }
        guard member.kind == .object else { throw Fault("\(name) must be an object") }
        return member
    }

    private static func text(_ parent: borrowing JSONValue, _ name: StaticString) throws(Fault) -> String? {
        guard let member = try member(parent, name), !member.isNull else { return nil }
        guard let bytes = member.string else { throw Fault("\(name) must be a text") }
        return String(decoding: (0..<bytes.count).map { bytes[$0] }, as: UTF8.self)
    }

    @_lifetime(copy parent)
    private static func member(_ parent: borrowing JSONValue, _ name: StaticString) throws(Fault) -> JSONValue? {
        do throws(JSONError) { return try parent.member(name) } catch {
            throw Fault(error == .duplicateKey ? "\(name) stands twice" : "it must be an object")
        }
    }

    /// What is wrong with it.
    private struct Fault: JSONFailure {
        let reason: String

        init(_ reason: String) { self.reason = reason }

        init(_ error: JSONError) { reason = "it cannot be read as JSON (\(error.rawValue))" }
    }
}

extension ValueKind where Value == String {
    /// For whom a token is: visible ASCII.
    static var audience: ValueKind {
        ValueKind(
            "AUDIENCE",
            read: { text throws(ValueRefusal) in
                guard (1...TokenClaims.maximumAudience).contains(text.utf8.count),
                    text.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
                else {
                    throw ValueRefusal(
                        "must be 1 to \(TokenClaims.maximumAudience) visible ASCII characters, without spaces")
                }
                return text
            }, write: { $0 })
    }
}
