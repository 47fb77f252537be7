// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import WorkerProtocol

/// The files that k3s reads as an agent: its part of the configuration, with a token in it, and the password that it is known by.
struct AgentFiles: Sendable {
    /// Nothing of others may be scheduled here until the cluster says so.
    static let taint = "k3s-daas.io/worker=:NoSchedule"
    private static let firstLine = "# Written by stake-worker, and written anew whenever it joins."
    private static let fileLimit = 64 << 10

    /// Where the configuration is written.
    let configFile: String
    /// Where k3s looks for the password.
    let passwordFile: String

    /// The configuration's text.
    ///
    /// Every value has a form that needs no escape between quotes: labels, visible ASCII without a quote, a token of letters and digits.
    static func text(_ material: JoinMaterial) throws(WorkerFailure) -> String {
        let values = [material.nodeName, material.serverURL, material.token.text]
        let isPlain = values.allSatisfy {
            $0.utf8.allSatisfy { (0x21...0x7e).contains($0) && $0 != 0x22 && $0 != 0x5c }
        }
        guard isPlain else {
            throw WorkerFailure(.masterMalformed, "the master's material would not be one line each in a configuration")
        }
        return """
            \(firstLine)
            server: "\(material.serverURL)"
            token: "\(material.token.text)"
            node-name: "\(material.nodeName)"
            node-taint:
              - "\(taint)"

            """
    }

    /// Writes both, the password first: an agent that knew its server and not its password would be somebody else there.
    func write(_ material: JoinMaterial, password: NodePassword) throws(WorkerFailure) {
        try write(password.text + "\n", to: passwordFile)
        try write(try Self.text(material), to: configFile)
    }

    /// Whether a configuration of ours is there.
    var isWritten: Bool {
        guard let contents = try? FileContents.read(configFile, limit: Self.fileLimit) else { return false }
        return contents.bytes.starts(with: Self.firstLine.utf8)
    }

    /// Removes the configuration, unless somebody else has written it.
    func remove() throws(WorkerFailure) {
        guard isWritten else { return }
        do throws(FileError) { try Folder.remove(configFile) } catch { throw WorkerFailure(configFile, error) }
    }

    private func write(_ text: String, to path: String) throws(WorkerFailure) {
        let bytes = Array(text.utf8)
        do throws(FileError) {
            try Folder.make(for: path)
            try FileReplacement.write(bytes.span, to: path, readers: .owner)
        } catch { throw WorkerFailure(path, error) }
    }
}
