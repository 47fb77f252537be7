// SPDX-License-Identifier: Apache-2.0
internal import ClusterSettings
internal import Configuration
internal import Kernel
internal import SuiLedger

// What kubectl has to know: the kubeconfig, and where the plugin is.
extension Doctor {
    private static let login = "`kubectl seal login` writes it"

    /// What kubectl told, where it is kubectl that runs this.
    mutating func examineExecInfo() {
        let environment = invocation.environment
        guard environment[ExecInfo.variable] != nil else {
            return note("exec info", .skipped, "kubectl sets $\(ExecInfo.variable) where it asks for a token")
        }
        let read = look("exec info") { () throws(CommandFailure) in try ExecInfo.read(environment) }
        if case .some(.some(let info)) = read {
            self.info = info
            note("exec info", .ok, info.version.rawValue)
        }
    }

    /// The context's user must run the plugin, and its cluster must say which cluster it is.
    mutating func examineKubeconfig() {
        guard let files = look("kubeconfig", files) else { return notePlugin(nil) }
        guard
            let context = (try? invocation(DoctorCommand.kubeContext)) ?? files.lazy.compactMap(\.config.current).first
        else {
            note("kubeconfig", .failed, "there is no current context: `kubectl config use-context NAME`, or --context")
            return notePlugin(nil)
        }
        func named(_ name: String?, _ list: Kubeconfig.List) -> YAMLNode? {
            guard let name else { return nil }
            return files.lazy.compactMap { $0.config.named(name, in: list) }.first
        }
        let shown = TextWriter.visible(context)
        guard let pair = named(context, .contexts), let user = named(pair.descendant(["user"])?.scalar, .users),
            let cluster = named(pair.descendant(["cluster"])?.scalar, .clusters)
        else {
            note("kubeconfig", .failed, "context \(shown), its user or its cluster is missing: \(Self.login)")
            return notePlugin(nil)
        }
        if user.descendant(["token"]) != nil || user.descendant(["tokenFile"]) != nil {
            note(
                "kubeconfig", .warning, "the user of context \(shown) has a token of its own: --token-file looks at one"
            )
            return notePlugin(nil)
        }
        guard let exec = user.descendant(["exec"]), let program = exec.descendant(["command"])?.scalar else {
            note("kubeconfig", .failed, "the user of context \(shown) asks no plugin for tokens: \(Self.login)")
            return notePlugin(nil)
        }
        if examine(exec, cluster, shown) { note("kubeconfig", .ok, "context \(shown)") }
        notePlugin(program)
    }

    private func files() throws(CommandFailure) -> [(path: String, config: Kubeconfig)] {
        let paths = try invocation(LoginCommand.kubeconfig).map { [$0] } ?? Kubeconfig.paths(invocation.environment)
        var files: [(path: String, config: Kubeconfig)] = []
        for path in paths {
            do throws(ConfigurationError) {
                if let config = try Kubeconfig.read(path) { files.append((path, config)) }
            } catch { throw CommandFailure(error) }
        }
        guard !files.isEmpty else { throw CommandFailure("there is no kubeconfig: \(Self.login)", .noInput) }
        return files
    }

    private mutating func examine(_ exec: YAMLNode, _ cluster: YAMLNode, _ context: String) -> Bool {
        let version = exec.descendant(["apiVersion"])?.scalar ?? ""
        guard ExecInfo.Version(rawValue: version) != nil else {
            note("kubeconfig", .failed, "exec.apiVersion must be \(ExecInfo.Version.v1.rawValue): \(Self.login)")
            return false
        }
        guard exec.descendant(["provideClusterInfo"])?.scalar == "true" else {
            note(
                "kubeconfig", .warning,
                "context \(context): provideClusterInfo is not true, so the plugin takes its defaults")
            return false
        }
        guard let config = Self.extension(of: cluster) else {
            note("kubeconfig", .warning, "context \(context): the cluster does not say which it is: \(Self.login)")
            return false
        }
        if case .mapping(let entries) = config.content,
            let odd = entries.first(where: { !ExecInfo.names.contains($0.key) })
        {
            let name = TextWriter.visible(odd.key)
            note("kubeconfig", .failed, "context \(context): the cluster's extension has \(name), which is not known")
            return false
        }
        info.audience = config.descendant(["audience"])?.scalar ?? info.audience
        guard let id = config.descendant(["clusterId"])?.scalar else { return true }
        guard let cluster = Address(id) else {
            note("kubeconfig", .failed, "context \(context): clusterId must be 0x and up to 64 digits: \(Self.login)")
            return false
        }
        info.cluster = cluster
        return true
    }

    /// What the plugin would be told of a cluster.
    private static func `extension`(of cluster: YAMLNode) -> YAMLNode? {
        guard case .sequence(let items)? = cluster.descendant(["extensions"])?.content else { return nil }
        return items.first { $0.descendant(["name"])?.scalar == ExecInfo.extension }?.descendant(["extension"])
    }

    private mutating func notePlugin(_ program: String?) {
        let name = program ?? "kubectl-seal"
        if let found = Executable.find(name, path: invocation.environment["PATH"]) {
            note("plugin", .ok, found)
        } else {
            let shown = TextWriter.visible(name)
            note(
                "plugin", .failed,
                "\(shown) is not in $PATH: put it there, or `kubectl seal login --command /path/to/kubectl-seal`")
        }
    }
}
