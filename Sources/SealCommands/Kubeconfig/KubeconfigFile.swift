// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Kernel

/// A kubeconfig on disk, changed so that neither kubectl nor a crash can meet half of it.
enum KubeconfigFile {
    private static let patience = Duration.seconds(3)

    /// Reads the file, or begins one, has it changed, and writes it whole or not at all.
    static func change(_ path: String, _ body: (inout Kubeconfig) -> Void) throws(CommandFailure) {
        do throws(FileError) { try Folder.make(for: path) } catch { throw CommandFailure(writing: path, error) }
        let claim = try claim(path)
        var config: Kubeconfig
        do throws(ConfigurationError) { config = try Kubeconfig.read(path) ?? Kubeconfig() } catch {
            throw CommandFailure(
                "\(error.description)\nthe file is left as it is: what cannot be read whole cannot be kept whole",
                error.exitCode)
        }
        body(&config)
        // Who keeps the file elsewhere and links to it keeps the link.
        try PrivateFile.write(try config.text(), to: ResolvedPath.of(path))
        _ = consume claim
    }

    /// As kubectl does it.
    private static func claim(_ path: String) throws(CommandFailure) -> ClaimFile {
        do throws(SystemError) {
            if let claim = try ClaimFile.make(path + ".lock", within: patience) { return claim }
        } catch { throw CommandFailure("\(path).lock: \(error.description)", .cannotCreate) }
        throw CommandFailure(
            "\(path).lock is there: another program is changing the file; if none is, remove it", .temporary)
    }
}
