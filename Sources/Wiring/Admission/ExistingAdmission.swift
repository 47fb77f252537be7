// SPDX-License-Identifier: Apache-2.0
internal import Configuration

/// An operator's admission configuration as far as we have to understand it.
struct ExistingAdmission {
    private let path: String
    private let root: YAMLNode
    private var plugins: [YAMLNode]

    init(_ file: AdmissionConfigurationMerge.File) throws(WiringRefusal) {
        path = file.path
        do throws(ConfigurationError) {
            root = try YAMLDocument.parse(file.contents.span, name: file.path).root
        } catch { throw .existing(file.path, "cannot be read: \(error.description)") }
        let versions = [
            "apiserver.config.k8s.io/v1", "apiserver.config.k8s.io/v1alpha1", "apiserver.k8s.io/v1alpha1",
        ]
        guard root.descendant(["kind"])?.word == "AdmissionConfiguration",
            let version = root.descendant(["apiVersion"])?.word, versions.contains(version)
        else {
            throw .existing(file.path, "is no AdmissionConfiguration of apiserver.config.k8s.io/v1")
        }
        let list = root.descendant(["plugins"])
        guard let list, !list.isNull else {
            plugins = []
            return
        }
        guard let items = list.items else { throw .existing(file.path, "plugins must be a list") }
        plugins = items
        try check()
    }

    private func check() throws(WiringRefusal) {
        var names: Set<String> = []
        for plugin in plugins {
            guard let name = plugin.descendant(["name"])?.word else {
                throw .existing(path, "each of the plugins must have a name")
            }
            guard names.insert(name).inserted else {
                throw .existing(path, "a plugin stands twice, of which the apiserver takes one: remove the other")
            }
            if name == AdmissionConfigurationMerge.plugin { try check(ours: plugin) }
            try check(paths: plugin, name)
        }
    }

    /// The plugin that ours is put into must have its configuration here, in a form that we know.
    private func check(ours plugin: YAMLNode) throws(WiringRefusal) {
        let name = AdmissionConfigurationMerge.plugin
        if let file = plugin.descendant(["path"])?.word, !file.isEmpty {
            throw .existing(
                path, "\(name) has its configuration in a file of its own: write it here, under configuration")
        }
        guard let configuration = plugin.descendant(["configuration"]), !configuration.isNull else { return }
        let kinds = ["WebhookAdmissionConfiguration", "WebhookAdmission"]
        guard let kind = configuration.descendant(["kind"])?.word, kinds.contains(kind) else {
            throw .existing(path, "the configuration of \(name) is no WebhookAdmissionConfiguration")
        }
    }

    /// What is relative to this file would not be found from ours.
    private func check(paths plugin: YAMLNode, _ name: String) throws(WiringRefusal) {
        guard let configuration = plugin.descendant(["configuration"]) else { return }
        for place in [["kubeConfigFile"], ["imagePolicy", "kubeConfigFile"], ["staticManifestsDir"]] {
            guard let file = configuration.descendant(place)?.word, !file.isEmpty, !file.hasPrefix("/") else {
                continue
            }
            throw .existing(path, "\(place.joined(separator: ".")) of a plugin must be an absolute path")
        }
    }

    private var ours: YAMLNode? {
        plugins.first { $0.descendant(["name"])?.word == AdmissionConfigurationMerge.plugin }
    }

    /// The kubeconfig for validating webhooks.
    var kubeconfigPath: String? {
        guard let file = ours?.descendant(["configuration", "kubeConfigFile"])?.word, !file.isEmpty else { return nil }
        return file
    }

    /// The configuration with ours in it.
    func adding(_ plan: WiringPlan) throws(WiringRefusal) -> YAMLNode {
        var plugins = plugins.map { $0.changing(["path"], { Self.absolute($0, from: path) }) }
        let place = plugins.firstIndex { $0.descendant(["name"])?.word == AdmissionConfigurationMerge.plugin }
        guard let place else {
            plugins.append(plan.admissionPlugin.node)
            return root.setting("plugins", to: YAMLNode(content: .sequence(plugins)))
        }
        let wanted = plan.admissionPlugin.node.descendant(["configuration"]) ?? plan.admissionPlugin.node
        var configuration = plugins[place].descendant(["configuration"]) ?? wanted
        if configuration.isNull { configuration = wanted }
        for key in ["kubeConfigFile", "staticManifestsDir"] {
            guard let value = wanted.descendant([key]) else { continue }
            let isTaken = configuration.descendant([key])?.word.map { $0 != value.word } ?? false
            guard key == "kubeConfigFile" || !isTaken else {
                throw .existing(path, "staticManifestsDir is another folder already: wire without static manifests")
            }
            configuration = configuration.setting(key, to: value)
        }
        plugins[place] = plugins[place].setting("configuration", to: configuration)
        return root.setting("plugins", to: YAMLNode(content: .sequence(plugins)))
    }

    /// A path as the apiserver takes it that reads it in a file.
    static func absolute(_ path: String, from file: String) -> String {
        guard !path.isEmpty, !path.hasPrefix("/") else { return path }
        let folder = file.lastIndex(of: "/").map { String(file[..<$0]) } ?? ""
        return "\(folder)/\(path)"
    }
}
