// SPDX-License-Identifier: Apache-2.0
public import Configuration
public import Kernel
public import Telemetry

/// What can be set on every server, each once.
public enum CommonSettings {
    /// The first line that a configuration file must have.
    public static let apiVersion = "k3s-daas.io/v1alpha1"
    /// More than any certificate chain, list of authorities or kubeconfig needs.
    public static let pemLimit = 1 << 20

    /// The file.
    public static let config = Setting(
        "config", letter: "c", key: "", group: "General", ValueKind<String>.path.optional, fallback: nil,
        "A YAML or JSON file with any of these settings. Flags override environment variables, which override it.")
    /// How many threads serve.
    public static let loops = Setting(
        "loops", key: "loops", group: "Operations", .integer(0...256), fallback: 0,
        "How many event loops serve connections; 0 is one per core.")
    /// What is logged.
    public static let logLevel = Setting(
        "log-level", key: "log.level", group: "Logging", .oneOf, fallback: Log.Level.info,
        "The least important kind of message that is logged.")
    /// How.
    public static let logFormat = Setting(
        "log-format", key: "log.format", group: "Logging", .oneOf, fallback: LineEncoder.Format.text,
        "How log lines are written.")
    /// Who sees health and metrics.
    public static let allowRemoteOps = Setting(
        "insecure-allow-remote-ops", key: "insecure.allowRemoteOps", group: "Insecure", .boolean, fallback: false,
        "Serves health and metrics, in the clear, on an address that other machines reach.")

    /// Where health and metrics are, at a port of the program's own.
    public static func opsAddress(_ fallback: String) -> Setting<SocketAddress?> {
        Setting(
            "ops-address", key: "opsAddress", group: "Operations", ValueKind<SocketAddress>.address.optional,
            fallback: SocketAddress(fallback),
            "Where health, readiness, metrics and version are served, over plain HTTP.")
    }

    /// The certificate of a listener.
    public static func certificateFile(key: String, group: String) -> Setting<String?> {
        Setting(
            "tls-cert-file", key: key, group: group, ValueKind<String>.path.optional, fallback: nil,
            "The server's certificate chain in PEM, leaf first. Read again when it changes.")
    }

    /// Its key.
    public static func privateKeyFile(key: String, group: String) -> Setting<String?> {
        Setting(
            "tls-private-key-file", key: key, group: group, ValueKind<String>.path.optional, fallback: nil,
            "The private key of the certificate in PEM; must not be readable by everybody. Read again when it changes.")
    }

    /// What a listener speaks.
    public static func minimumVersion(key: String, group: String) -> Setting<TLSVersion> {
        Setting(
            "tls-min-version", key: key, group: group, .oneOf, fallback: .tls12,
            "The oldest TLS version that is spoken.")
    }
}
