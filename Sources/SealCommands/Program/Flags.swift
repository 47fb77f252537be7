// SPDX-License-Identifier: Apache-2.0
internal import ClusterSettings
internal import Configuration
internal import Crypto
internal import SuiLedger

/// The flags that more than one command has.
enum Flags {
    static let output = Setting(
        "output", letter: "o", key: "", group: "Output", ValueKind<OutputFormat>.oneOf, fallback: .text,
        "How the answer is written.")

    static let clusterFile = Setting(
        "cluster-file", letter: "c", key: "", group: "Cluster", ValueKind<String>.path.optional, fallback: nil,
        "The cluster: chain, package, objects and nodes, as `cluster create` and `cluster find` write it. "
            + "By default cluster.yaml in $XDG_CONFIG_HOME/k3s-daas or ~/.config/k3s-daas.")
    static let nodes = Setting(
        "node", letter: "n", key: "", group: "Cluster", ValueKind<NodeEndpoint>.endpoint.list(atMost: 8), fallback: [],
        "Nodes to ask instead of those of the cluster file: grpc=https://HOST or graphql=https://HOST/graphql.")
    static let credentialsFile = Setting(
        "credentials-file", key: "", group: "Cluster", ValueKind<String>.path.optional, fallback: nil,
        "A file that its owner alone may read, with a line NAME: VALUE for each header that the nodes of --node want.")
    static let timeout = Setting(
        "timeout", key: "", group: "Cluster", ValueKind<Duration>.duration(.seconds(1) ... .seconds(600)),
        fallback: .seconds(20), "How long a question to the nodes may take, with all attempts.")

    static let walletFile = Setting(
        "wallet-file", letter: "w", key: "", group: "Wallet", ValueKind<String>.path.optional, fallback: nil,
        "The wallet. By default `wallet` beside the cluster file's default place.")
    static let key = Setting(
        "key", letter: "k", key: "", group: "Wallet", ValueKind<String>.text("NAME", atMost: 63).optional,
        fallback: nil, "Which key of the wallet; may be left out where there is only one.")
    static let passwordFile = Setting(
        "password-file", key: "", group: "Wallet", ValueKind<String>.path.optional, fallback: nil,
        "A file that its owner alone may read, with the password in its first line. Without it a terminal is asked.")

    static let isDryRun = Setting(
        "dry-run", key: "", group: "Transaction", .boolean, fallback: false, isFlagOnly: true,
        "Shows what it would do and cost; signs and sends nothing, and needs no password.")
    static let finality = Setting(
        "wait", key: "", group: "Transaction", ValueKind<Duration>.duration(.seconds(1) ... .seconds(3600)),
        fallback: .seconds(60), "How long the outcome is waited for.")

    static let signerCommand = Setting(
        "signer-command", key: "", group: "Wallet", ValueKind<String>.text("PROGRAM", atMost: 4095).optional,
        fallback: nil,
        "A program that signs instead of the wallet: an absolute path, or a name that is looked up in $PATH.")
    static let address = Setting(
        "address", key: "", group: "Wallet", ValueKind<Address>.address.optional, fallback: nil,
        "Whose account --signer-command signs for; by default that of the wallet's key.")

    /// To look at the chain.
    static let reading: [any AnySetting] = [clusterFile, nodes, credentialsFile, timeout]
    /// To know whose account is meant.
    static let owning: [any AnySetting] = reading + [walletFile, key]
    /// To sign something that is not for the chain.
    static let signing: [any AnySetting] = [walletFile, key, passwordFile, signerCommand, address]
    /// To change something on the chain.
    static let sending: [any AnySetting] = owning + [passwordFile, isDryRun, finality]
}
