// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Configuration
internal import Kernel

/// How the apiserver of a kubeconfig's context is reached; of its user nothing is read.
enum KubeconfigPlace {
    /// Where k3s keeps the administrator's.
    static let k3s = "/etc/rancher/k3s/k3s.yaml"

    private static let longestAuthority = 1 << 20

    /// Looks it up, in the files where kubectl would.
    static func find(_ paths: [String], context: String?) -> Seen<ApiserverConnection.Place> {
        var files: [Kubeconfig] = []
        for path in paths {
            do throws(ConfigurationError) {
                if let file = try Kubeconfig.read(path) { files.append(file) }
            } catch { return .unseen(error.description, fix: "kubectl config view") }
        }
        guard !files.isEmpty else { return .skipped("there is no kubeconfig: name one with --kubeconfig") }
        guard let name = context ?? files.lazy.compactMap(\.current).first else {
            return .unseen("the kubeconfig has no current context", fix: "kubectl config use-context NAME")
        }
        let pair = files.lazy.compactMap { $0.named(name, in: .contexts) }.first
        let cluster = pair?["cluster"]?.scalar.flatMap { name in
            files.lazy.compactMap { $0.named(name, in: .clusters) }.first
        }
        guard let cluster, var url = cluster["server"]?.scalar else {
            return .unseen(
                "the kubeconfig has no context \(TextWriter.visible(name)), or its cluster is missing",
                fix: "kubectl config view")
        }
        while url.hasSuffix("/") { url.removeLast() }
        return place(url, cluster, paths.first ?? "")
    }

    private static func place(_ url: String, _ cluster: YAMLNode, _ file: String) -> Seen<ApiserverConnection.Place> {
        var place = ApiserverConnection.Place(url: url)
        if let data = cluster["certificate-authority-data"]?.scalar {
            guard let bytes = Base64.decode(data) else { return .unseen("certificate-authority-data is no Base64") }
            place.authorities = bytes
        } else if let named = cluster["certificate-authority"]?.scalar {
            let folder = file.lastIndex(of: "/").map { file[..<$0] } ?? ""
            let path = named.hasPrefix("/") ? named : "\(folder)/\(named)"
            do throws(FileError) {
                place.authorities = try FileContents.read(path, limit: longestAuthority).bytes
            } catch {
                return .unseen("\(path): \(error.description)")
            }
        }
        let only = ["proxy-url", "tls-server-name"].first { cluster[$0] != nil }
        if let only { place.obstacle = "the kubeconfig has \(only), which only kubectl can do: `kubectl auth whoami`" }
        if cluster["insecure-skip-tls-verify"]?.scalar == "true" || !url.hasPrefix("https://") {
            place.obstacle = "the kubeconfig does not have the apiserver's certificate checked: no token is shown to it"
        }
        return .seen(place)
    }
}
