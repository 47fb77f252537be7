// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// The processes that this one has started, and all that those have.
public enum Descendants {
    /// Has all of them stand still, runs `body`, and lets them go on; false if one could not be brought to stand within `bound`, and
    /// then `body` was not run, or if one was started meanwhile.
    ///
    /// What their files hold then is what they would hold if all of them had been killed at one moment: for whoever copies what can be
    /// recovered from that, as a database can. The corresponding C function is `kill` with `SIGSTOP` and `SIGCONT`.
    public static func holdStill(within bound: Duration = .seconds(2), _ body: () -> Void) -> Bool {
        let deadline = Monotonic.now.advanced(by: bound)
        var stopped: Set<pid_t> = []
        defer { for process in stopped { kill(process, SIGCONT) } }
        // A signal is not obeyed at once, and who was not stopped yet may have started another, which a list made before that does not
        // name: only when the same ones are seen to stand still twice was nobody left to start one in between.
        var last: Set<pid_t>?
        while true {
            guard let family = family() else { return false }
            let running = family.filter { !isStill($0) }
            if running.isEmpty && family == last { break }
            last = running.isEmpty ? family : nil
            guard Monotonic.now < deadline else { return false }
            for process in running where stopped.insert(process).inserted { kill(process, SIGSTOP) }
            if !running.isEmpty { Pause.take(.milliseconds(1)) }
        }
        body()
        return family()?.allSatisfy(isStill) ?? false
    }

    /// What proc(5) says of a process or a thread.
    private struct Standing {
        let parent: pid_t
        /// Stopped, or over.
        let isStill: Bool

        /// Counts from behind the name, which may hold anything.
        init?(_ path: String) {
            guard let bytes = try? FileContents.read(path, limit: 4096).bytes,
                let close = bytes.lastIndex(of: UInt8(ascii: ")"))
            else { return nil }
            let fields = bytes[(close + 1)...].split(separator: UInt8(ascii: " "))
            guard fields.count > 1, let state = fields[0].first,
                let parent = pid_t(String(decoding: fields[1], as: UTF8.self))
            else { return nil }
            self.parent = parent
            isStill = "TtZXx".utf8.contains(state)
        }
    }

    private static let limit = 1 << 20

    /// All of them, also those that are over but not yet buried; `nil` where nobody can tell.
    private static func family() -> Set<pid_t>? {
        guard let numbers = numbers(in: "/proc") else { return nil }
        var parents: [pid_t: pid_t] = [:]
        for number in numbers { parents[number] = Standing("/proc/\(number)/stat")?.parent }
        let own = getpid()
        return Set(numbers.filter { isDescendant($0, of: own, parents) })
    }

    private static func isDescendant(_ process: pid_t, of own: pid_t, _ parents: [pid_t: pid_t]) -> Bool {
        var process = process
        // Who ends while we look may leave a ring of numbers behind.
        for _ in 0..<parents.count {
            guard let parent = parents[process], parent != 0 else { return false }
            if parent == own { return true }
            process = parent
        }
        return false
    }

    /// Whether no thread of it can run; one that has gone meanwhile cannot.
    private static func isStill(_ process: pid_t) -> Bool {
        let folder = "/proc/\(process)/task"
        return (numbers(in: folder) ?? []).allSatisfy { Standing("\(folder)/\($0)/stat")?.isStill ?? true }
    }

    private static func numbers(in folder: String) -> [pid_t]? {
        (try? Folder.names(in: folder, limit: limit))?.compactMap { pid_t($0) }
    }
}
