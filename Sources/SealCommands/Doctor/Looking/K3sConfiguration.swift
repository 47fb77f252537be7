// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Kernel

/// What k3s tells its apiserver, by k3s' own files.
enum K3sConfiguration {
    private static let key = "kube-apiserver-arg"
    private static let most = 1000

    /// What `config.yaml` and the files of `config.yaml.d` say, and behind it what is seen of the command line.
    ///
    /// Files count in the order of their names, the last one wins, and a name with a plus sign adds to what stood before it.
    static func flags(in folder: String, arguments: [String]) -> Seen<ApiserverFlags> {
        var items: [String] = []
        var paths = ["\(folder)/config.yaml"]
        let more = (try? Folder.files(in: "\(folder)/config.yaml.d", limit: most)) ?? []
        paths += more.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.map { "\(folder)/config.yaml.d/\($0)" }
        var origin: [String] = []
        for path in paths {
            switch ServerMachine.yaml(path) {
            case .skipped: continue
            case .unseen(let reason, let fix): return .unseen(reason, fix: fix)
            case .seen(let root):
                origin.append(String(path.split(separator: "/").last ?? ""))
                take(root, &items)
            }
        }
        items += given(arguments)
        let files = origin.isEmpty ? "no file of k3s" : origin.joined(separator: ", ")
        return .seen(ApiserverFlags(k3s: items, origin: files))
    }

    private static func take(_ root: YAMLNode, _ items: inout [String]) {
        guard case .mapping(let entries) = root.content else { return }
        for entry in entries where entry.key == key || entry.key == key + "+" {
            let values = entry.value.scalar.map { [$0] } ?? entry.value.texts
            items = entry.key == key ? values : items + values
        }
    }

    /// `--kube-apiserver-arg=name=value`, `--kube-apiserver-arg name=value`.
    private static func given(_ arguments: [String]) -> [String] {
        var found: [String] = []
        for (index, argument) in arguments.enumerated() {
            if argument.hasPrefix("--\(key)=") {
                found.append(String(argument.dropFirst(key.count + 3)))
            } else if argument == "--\(key)", index + 1 < arguments.count {
                found.append(arguments[index + 1])
            }
        }
        return found
    }
}
