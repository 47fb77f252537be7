// SPDX-License-Identifier: Apache-2.0
public import Configuration
public import Kernel

extension SettingsResolver {
    /// A file that must be named and be there.
    public typealias RequiredFile = (path: String, resolved: Resolved<String?>, status: FileStatus?)

    /// Reports what is wrong with a configuration file as a whole: its kind, and keys that nobody knows.
    func check(_ document: YAMLDocument, kind: String, settings: [any AnySetting], others: [String]) {
        refuseUnknownKeys(in: document.root, at: .root, settings: settings, others: ["apiVersion", "kind"] + others)
        for (key, expected) in [("apiVersion", CommonSettings.apiVersion), ("kind", kind)] {
            let node = document.root.descendant([key])
            if let node, case .scalar(expected, _) = node.content { continue }
            let code: Problem.Code = node == nil ? .missing : .invalidValue
            let place = Problem.Source.file(document.name, (node ?? document.root).position)
            problems.report(Problem(code, at: place, key: key, "must be \(expected)"))
        }
    }

    /// A file that must be named and be there; `nil` where it is not named.
    public func required(
        _ setting: Setting<String?>, in scope: (node: YAMLNode, path: [String])? = nil
    ) -> RequiredFile? {
        let resolved = self(setting, in: scope)
        guard let path = resolved.value else {
            if !resolved.isSet { report(.missing, setting, resolved, "is required") }
            return nil
        }
        return (path, resolved, check(setting, resolved, path: path, limit: CommonSettings.pemLimit))
    }

    /// The key of a certificate, which must be for few.
    public func requiredKey(
        _ setting: Setting<String?>, in scope: (node: YAMLNode, path: [String])? = nil
    ) -> RequiredFile? {
        let key = required(setting, in: scope)
        if let key, let status = key.status, status.isWorldReadable || status.isWorldWritable {
            report(.conflict, setting, key.resolved, "\(key.path) is open to everybody; chmod 600 it")
        }
        return key
    }

    /// The address for health and metrics, `nil` where a problem was reported; `addresses` are those of `listener`, which are looked at too.
    public func opsAddress(
        _ setting: Setting<SocketAddress?>, beside addresses: [SocketAddress], of listener: any AnySetting
    ) -> SocketAddress? {
        let ops = self(setting)
        let allowsRemote = self(CommonSettings.allowRemoteOps).value
        guard let address = ops.value else { return nil }
        if !address.isLoopback, !allowsRemote {
            report(
                .conflict, setting, ops,
                "\(address) is reached from other machines, in the clear; "
                    + "use loopback or \(CommonSettings.allowRemoteOps.flag)")
        }
        var taken: Set<SocketAddress> = []
        for other in addresses where other.port != 0 && !taken.insert(other).inserted {
            problems.report(Problem(.conflict, at: .flag(listener.flag), "\(other) is listened on twice"))
        }
        if address.port != 0, taken.contains(address) {
            report(.conflict, setting, ops, "\(address) is a listener's address already")
        }
        return address
    }
}
