// SPDX-License-Identifier: Apache-2.0
public import Configuration
internal import Crypto
internal import Kernel

/// A configuration, and what is to be known about it.
public struct LoadedBootConfiguration: Sendable {
    /// What is in force.
    public let configuration: BootConfiguration
    /// What an operator should know though nothing is wrong.
    public let notes: [String]
}

extension BootConfiguration {
    /// The first line that the file must have.
    static let apiVersion = "k3s-daas.io/v1alpha1"
    /// The second.
    static let kind = "EnclaveConfiguration"
    /// Where the file lies in the image.
    static let defaultPath = "/etc/k3s-daas/enclave.yaml"
    /// Where secrets are put, in memory.
    static let secretsFolder = "/run/k3s-daas/secrets"

    /// Reads and checks the file at `path`, or says everything that is wrong with it; nothing is started.
    ///
    /// The hash is taken from the bytes that were read: the file is not looked at twice.
    public static func load(_ path: String) throws(ConfigurationError) -> LoadedBootConfiguration {
        let contents: FileContents
        do throws(FileError) {
            contents = try FileContents.read(path, limit: YAMLLimits().bytes)
        } catch {
            throw ConfigurationError([Problem(reading: path, error)])
        }
        return try parse(contents.bytes, name: path)
    }

    /// Reads and checks a file's bytes.
    static func parse(_ bytes: [UInt8], name: String) throws(ConfigurationError) -> LoadedBootConfiguration {
        let document = try YAMLDocument.parse(bytes.span, name: name)
        let problems = ProblemList()
        let hash: Bytes32
        do throws(CryptoError) { hash = try SHA256.digest(of: bytes.span) } catch {
            throw ConfigurationError([Problem(.unreadable, at: .file(name, nil), error.description)])
        }
        var reader = BootConfigurationReader(document, problems: problems)
        let configuration = reader.read(hash: hash)
        try problems.throwIfAny()
        guard let configuration else { throw ConfigurationError([]) }
        return LoadedBootConfiguration(configuration: configuration, notes: reader.notes)
    }
}
