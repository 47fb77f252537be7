// SPDX-License-Identifier: Apache-2.0
public import Configuration
internal import Crypto
public import Kernel
internal import StakeRBAC

/// The operator's policy as a YAML or JSON file.
///
/// What a file leaves out is as it is built in. All that is wrong with a file is said at once, each with its place.
public enum PolicyFile {
    /// The first line that a policy must have.
    static let apiVersion = "k3s-daas.io/v1alpha1"
    /// The second.
    static let kind = "Policy"

    /// The most bytes that a policy may have.
    public static let maxSize = PolicyLimits.fileBytes

    /// Reads the file at `path`, or says everything that is wrong with it.
    ///
    /// `now` tells which exemptions are over; nothing else hangs on it.
    public static func read(_ path: String, now: WallTime = .now) throws(ConfigurationError) -> LoadedPolicy {
        let contents: FileContents
        do throws(FileError) {
            contents = try FileContents.read(path, limit: maxSize)
        } catch {
            throw ConfigurationError([Problem(reading: path, error)])
        }
        return try parse(contents.bytes.span, name: path, now: now)
    }

    /// Reads a policy's bytes; `name` is what messages call the file.
    public static func parse(
        _ bytes: Span<UInt8>, name: String, now: WallTime = .now
    ) throws(ConfigurationError) -> LoadedPolicy {
        let document = try YAMLDocument.parse(bytes, name: name, limits: YAMLLimits(bytes: maxSize))
        let digest: Bytes32
        do throws(CryptoError) {
            digest = try SHA256.digest(of: bytes)
        } catch {
            throw ConfigurationError([Problem(.unreadable, at: .file(name, nil), error.description)])
        }
        let reading = PolicyReading(file: name, now: now)
        var policy = Policy()
        policy.version = ""
        PolicyKeys.read(Place(document.root, at: .root, reading), into: &policy)
        try reading.problems.throwIfAny()
        policy.version += "@" + digest.hex.prefix(12)
        return LoadedPolicy(policy: policy, digest: digest, warnings: reading.warnings)
    }
}
