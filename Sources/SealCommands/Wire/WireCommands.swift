// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Kernel
internal import Wiring

/// What makes an apiserver ask our server.
enum WireCommands {
    static let all: [Command] = [
        WireAPIServer.command, WireK3s.command, InPlaceCommands.renew, WireTexts.roles, WireTexts.namespace,
    ]

    /// All files of a plan.
    static func files(_ plan: WiringPlan, _ invocation: Invocation) throws(CommandFailure) -> [WiredFile] {
        guard let path = try invocation(WireFlags.authorityFile) else {
            throw CommandFailure(
                "--ca-file must be given: the certificates in PEM that the server's comes from", .usage)
        }
        let authorities: [UInt8]
        do throws(FileError) { authorities = try FileContents.read(path, limit: 1 << 18).bytes } catch {
            throw CommandFailure(path, error)
        }
        let admission = try WireFlags.admission(plan)
        do throws(WiringRefusal) {
            return try Wiring(plan, authorities: authorities, admission: admission).files()
        } catch { throw CommandFailure(error) }
    }

    /// Writes files below a folder, each whole; owners are for who puts them in place.
    static func write(_ files: [WiredFile], below folder: String) throws(CommandFailure) {
        for file in files {
            let path = folder + file.path
            do throws(FileError) {
                try Folder.make(for: path)
                let isForAll = file.mode & 0o004 != 0 && !file.isSecret
                try FileReplacement.write(file.contents.span, to: path, readers: isForAll ? .everybody : .owner)
            } catch { throw CommandFailure(writing: path, error) }
        }
    }

    /// What was written, for people and programs.
    static func report(_ files: [WiredFile]) -> Report {
        .list(
            files.map { file in
                .of(
                    ("path", .text(file.path)), ("mode", .text("0" + String(file.mode, radix: 8))),
                    ("owner", .text(file.owner.rawValue)))
            })
    }
}
