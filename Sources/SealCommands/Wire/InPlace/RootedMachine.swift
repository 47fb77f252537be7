// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Glibc
internal import HTTPClient
internal import Kernel
internal import Wiring

/// The machine that this runs on, or a tree of files that will be one.
struct RootedMachine: WireMachine {
    /// What stands before every path; empty for this machine.
    let root: String
    /// The folder of ours, which our server may enter.
    let folder: String
    /// The service manager's program; `nil` where services are nobody's business.
    let manager: String?

    private static let maximumBytes = 1 << 20
    /// An apiserver is given time to end what it does.
    private static let patience = Duration.seconds(180)
    private static let askPatience = Duration.seconds(5)
    private static let service = "k3s-daas"

    func place(_ path: String) -> String { root + path }

    func read(_ path: String) throws(CommandFailure) -> PresentFile? {
        let place = place(path)
        do throws(FileError) {
            // A name that leads nowhere is not nothing: whoever made it meant something.
            guard try Folder.kind(of: place) != nil else { return nil }
            let contents = try FileContents.read(place, limit: Self.maximumBytes)
            return PresentFile(
                contents: contents.bytes, mode: UInt16(contents.status.permissions), owner: contents.status.owner,
                modified: contents.status.signature.modified)
        } catch { throw CommandFailure(place, error) }
    }

    func write(_ file: PresentFile, to path: String) throws(CommandFailure) {
        // Whoever keeps a file elsewhere and links to it keeps the link.
        let place = ResolvedPath.of(place(path))
        do throws(FileError) {
            try makeFolders(for: path)
            let new = "\(place).new"
            try Folder.remove(new)
            let written = try NewFile(replacing: new)
            try written.write(file.contents.span)
            if getuid() == 0 { try written.give(to: file.owner) }
            try written.finish()
            try Folder.permit(new, UInt32(file.mode))
            try Folder.rename(new, to: place)
        } catch { throw CommandFailure(writing: place, error) }
    }

    /// Folders of ours are for us and our server, those of others for everybody.
    func makeFolders(for path: String) throws(FileError) {
        var missing: [String] = []
        var above = path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex)
        while !above.isEmpty, try Folder.kind(of: place(String(above))) == nil {
            missing.append(String(above))
            above = above.prefix(upTo: above.lastIndex(of: "/") ?? above.startIndex)
        }
        try Folder.make(for: place(path))
        for made in missing.reversed() {
            let isShared = made == folder || made == "\(folder)/pki"
            if isShared, getuid() == 0, let group = group() {
                try Folder.give(place(made), to: NewFile.Owner(user: 0, group: group))
            }
            try Folder.permit(place(made), isShared ? 0o750 : made.hasPrefix("\(folder)/") ? 0o700 : 0o755)
        }
    }

    func rename(_ path: String, to other: String) throws(CommandFailure) {
        do throws(FileError) { try Folder.rename(place(path), to: place(other)) } catch {
            throw CommandFailure(writing: place(other), error)
        }
    }

    func remove(_ path: String) throws(CommandFailure) {
        do throws(FileError) { try Folder.remove(place(path)) } catch {
            throw CommandFailure(writing: place(path), error)
        }
    }

    func owner(_ owner: WiredFile.Owner) throws(CommandFailure) -> NewFile.Owner {
        // Who is not root makes files for a tree, and can give none away.
        guard getuid() == 0 else {
            guard !root.isEmpty else {
                throw CommandFailure("only root can wire a server: use sudo, or --root for a tree of files", .refused)
            }
            return NewFile.Owner(user: getuid(), group: getgid())
        }
        guard owner == .service else { return NewFile.Owner(user: 0, group: 0) }
        guard let group = group() else {
            throw CommandFailure(
                "there is no group \(Self.service): `useradd --system --home-dir /nonexistent --shell /usr/sbin/nologin "
                    + "\(Self.service)` makes it", .configuration)
        }
        return NewFile.Owner(user: 0, group: group)
    }

    /// A system's group is in its own file, which is to be had in a tree, too.
    private func group() -> UInt32? {
        guard let bytes = try? FileContents.read(place("/etc/group"), limit: Self.maximumBytes).bytes else {
            return nil
        }
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            if fields.count > 2, fields[0] == Self.service { return UInt32(fields[2]) }
        }
        return nil
    }

    var hasServices: Bool { manager != nil }

    func systemctl(_ words: [String]) throws(CommandFailure) -> Bool {
        guard let manager else { return true }
        return try ask(manager, words)
    }

    func run(_ program: String, _ arguments: [String]) throws(CommandFailure) -> Bool {
        try ask(place(program), arguments)
    }

    private func ask(_ program: String, _ arguments: [String]) throws(CommandFailure) -> Bool {
        var limits = ChildProcess.Limits()
        limits.time = Self.patience
        limits.output = 1 << 20
        let none: [UInt8] = []
        do throws(ChildFailure) {
            return try ChildProcess.ask(program, arguments, input: none.span, limits: limits).end == .code(0)
        } catch { throw CommandFailure("\(program): \(error.description)", .unavailable) }
    }

    func isReady(_ probe: WireProbe) -> Bool {
        var settings = ClientSettings()
        settings.certificateAuthorities = probe.authorities
        let hasIdentity = probe.identity.count == 2 && probe.identity.allSatisfy { (try? FileStatus.of($0)) != nil }
        if hasIdentity { settings.identity = (probe.identity[0], probe.identity[1]) }
        var request = ClientRequest(.get, probe.url)
        request.timeout = Self.askPatience
        guard let client = try? Client(settings) else { return false }
        defer { client.close() }
        guard let answer = try? client.perform(request) else { return false }
        // Who answers a stranger so has started; nothing more can be asked without a certificate.
        return answer.status == 200 || (!hasIdentity && [401, 403].contains(answer.status))
    }

    var apiserver: ApiserverProcess { ApiserverFinder(proc: place("/proc")).found }

    var now: Moment { .now }

    func pause(_ duration: Duration) { Pause.take(duration) }
}
