// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Kernel

/// A token on its way into a file: beside it before anything is sent, in its place once the chain has it.
struct TokenFile {
    private let staged: StagedFile

    /// Writes the token beside the file that it is for; one that waits there may be the only copy of a live one, and is kept.
    init(_ path: String, _ token: NewToken) throws(CommandFailure) {
        let bytes = Array((token.text + "\n").utf8)
        do throws(FileError) { staged = try StagedFile(bytes.span, beside: path) } catch {
            guard error.isTaken else { throw CommandFailure(writing: path, error) }
            let waiting = path + StagedFile.suffix
            throw CommandFailure(
                "\(waiting) may hold the token of an earlier attempt: `sealctl seal show - < \(waiting)` says what it "
                    + "is worth; move it to \(path) or remove it", .cannotCreate)
        }
    }

    /// Puts the token into its place: the chain has it.
    func take() throws(CommandFailure) {
        do throws(FileError) { try staged.finish() } catch {
            throw CommandFailure("\(staged.path): \(error.description); \(whereabouts)", .cannotCreate)
        }
    }

    /// Forgets the token: it is on no chain.
    func drop() { staged.remove() }

    /// Where the token is while nobody knows whether it counts.
    var whereabouts: String { "the token is in \(staged.waiting), and \(staged.path) is as it was" }
}
