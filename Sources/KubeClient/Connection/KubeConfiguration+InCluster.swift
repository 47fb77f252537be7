// SPDX-License-Identifier: Apache-2.0
public import Configuration
internal import Kernel

extension KubeConfiguration {
    /// Where a pod finds what its service account is known by.
    public static let accountFolder = "/var/run/secrets/kubernetes.io/serviceaccount"

    /// As a pod reaches the apiserver of its own cluster.
    public static func inCluster(
        _ environment: [String: String], folder: String = accountFolder
    ) throws(ConfigurationError) -> KubeConfiguration {
        func wrong(_ name: String, _ reason: String) -> ConfigurationError {
            ConfigurationError([Problem(.missing, at: .variable(name), reason)])
        }
        guard let host = environment["KUBERNETES_SERVICE_HOST"], !host.isEmpty else {
            throw wrong("KUBERNETES_SERVICE_HOST", "is not set: this is no pod, and a kubeconfig must be named")
        }
        guard let port = environment["KUBERNETES_SERVICE_PORT"], UInt16(port).map({ $0 > 0 }) ?? false else {
            throw wrong("KUBERNETES_SERVICE_PORT", "must be a port")
        }
        let token = folder + "/token"
        do throws(FileError) { _ = try FileContents.check(token, limit: KubeTokenFile.largest) } catch {
            throw ConfigurationError([Problem(reading: token, error)])
        }
        let configuration = KubeConfiguration(
            server: "https://\(host.contains(":") ? "[\(host)]" : host):\(port)",
            authorities: .file(folder + "/ca.crt"), credentials: .tokenFile(token), namespace: namespace(in: folder))
        guard let configuration else { throw wrong("KUBERNETES_SERVICE_HOST", "must be a host") }
        return configuration
    }

    private static func namespace(in folder: String) -> String? {
        guard let bytes = try? FileContents.read(folder + "/namespace", limit: 256).bytes else { return nil }
        let name = String(decoding: bytes, as: UTF8.self).prefix { !$0.isWhitespace }
        return KubeName.isLabel(name) ? String(name) : nil
    }
}
