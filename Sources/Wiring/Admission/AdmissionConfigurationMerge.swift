// SPDX-License-Identifier: Apache-2.0
internal import Configuration

/// An admission configuration of the operator's, into which ours is put.
///
/// An apiserver reads one such file, and one kubeconfig for all webhooks: what was configured before has to stand in ours, too.
/// All that is kept means what it meant; comments are not kept.
public enum AdmissionConfigurationMerge {
    /// A file of the operator's.
    public struct File: Sendable, Equatable {
        /// Where it stands: what is relative in it is meant from there.
        public let path: String
        /// What is in it.
        public let contents: [UInt8]

        /// Names a file.
        public init(path: String, contents: [UInt8]) {
            self.path = path
            self.contents = contents
        }
    }

    /// What there is before we come.
    public struct Existing: Sendable, Equatable {
        /// The admission configuration, an AdmissionConfiguration.
        public let configuration: File
        /// The kubeconfig that it names for webhooks (``AdmissionConfigurationMerge/kubeconfigPath(in:)``), if it names one.
        public let kubeconfig: File?

        /// Puts both together.
        public init(configuration: File, kubeconfig: File? = nil) {
            self.configuration = configuration
            self.kubeconfig = kubeconfig
        }
    }

    /// What is to be written.
    public struct Merged: Sendable, Equatable {
        /// The admission configuration: the operator's plugins, and ours.
        public let configuration: [UInt8]
        /// The kubeconfig by which the apiserver shows webhooks who it is: the operator's users, and ours.
        public let kubeconfig: [UInt8]
    }

    /// What the apiserver calls what asks us.
    static let plugin = "ValidatingAdmissionWebhook"

    /// The kubeconfig that a configuration names for validating webhooks, as an absolute path; `nil` for none.
    public static func kubeconfigPath(in configuration: File) throws(WiringRefusal) -> String? {
        try ExistingAdmission(configuration).kubeconfigPath
    }

    /// Puts ours into what is there, or says why it cannot be.
    public static func merge(_ existing: Existing, for plan: WiringPlan) throws(WiringRefusal) -> Merged {
        let path = existing.configuration.path
        guard path != plan.wiringPath("admission.yaml") else {
            throw .existing(path, "is made by us: name the file that the apiserver had before")
        }
        let before = try ExistingAdmission(existing.configuration)
        let after = try before.adding(plan)
        let users: YAMLNode
        switch (before.kubeconfigPath, existing.kubeconfig) {
        case (nil, _): users = ExistingKubeconfig.empty
        case (let path?, nil):
            throw .existing(path, "has to be read: it holds whom the apiserver is to webhooks already")
        case (let path?, let file?):
            guard path == file.path else { throw .existing(file.path, "is not what the configuration names: \(path)") }
            users = try ExistingKubeconfig.read(file)
        }
        return Merged(
            configuration: try after.document(
                plan.wiringPath("admission.yaml"),
                comments: ["Made by `sealctl wire` of \(path); it overwrites this file, and never that one."]
            ),
            kubeconfig: try ExistingKubeconfig.adding(plan, to: users, existing.kubeconfig?.path ?? path).document(
                plan.wiringPath("gate.yaml"), comments: ["Made by `sealctl wire`, which overwrites it."]))
    }
}

extension YAMLNode {
    /// A mapping's members.
    var members: [Entry]? {
        guard case .mapping(let entries) = content else { return nil }
        return entries
    }

    /// A list's items.
    var items: [YAMLNode]? {
        guard case .sequence(let items) = content else { return nil }
        return items
    }

    /// A single value's text.
    var word: String? {
        guard case .scalar(let text, _) = content, !isNull else { return nil }
        return text
    }

    /// The same mapping with another value for a name.
    func setting(_ key: String, to value: YAMLNode) -> YAMLNode {
        var entries = members ?? []
        let entry = Entry(key: key, value: value)
        if let place = entries.firstIndex(where: { $0.key == key }) {
            entries[place] = entry
        } else {
            entries.append(entry)
        }
        return YAMLNode(content: .mapping(entries))
    }

    /// The same, with what a text below these names is made to be.
    func changing(_ way: [String], _ change: (String) -> String) -> YAMLNode {
        guard let name = way.first else {
            return word.map { YAMLNode(content: .scalar(change($0), isPlain: false)) } ?? self
        }
        guard let value = descendant([name]) else { return self }
        return setting(name, to: value.changing(Array(way.dropFirst()), change))
    }
}
