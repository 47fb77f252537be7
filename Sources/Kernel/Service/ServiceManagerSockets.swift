// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// The listening sockets that a service manager opened before us and keeps while we are restarted.
///
/// Taken by the name that the socket unit gives them (`FileDescriptorName=`). What nobody takes is closed when
/// this is dropped: a socket that is open and never accepted from would swallow connections.
public struct InheritedSockets: ~Copyable, Sendable {
    private var waiting: [(name: String, raw: CInt)]

    /// Why the inheritance was refused.
    public enum Refusal: String, Error, Sendable, CaseIterable {
        /// `LISTEN_FDS` is not a number, or more than ``InheritedSockets/maximum``.
        case badCount
        /// `LISTEN_FDNAMES` has another number of names than there are descriptors.
        case badNames
        /// One of the descriptors is not open.
        case notOpen
    }

    /// How many are believed: what lies above is a mistake in the unit.
    public static let maximum = 64

    /// What `LISTEN_FDNAMES` means when it is missing; systemd's word.
    public static let unnamed = "unknown"

    /// Takes what `LISTEN_PID`, `LISTEN_FDS` and `LISTEN_FDNAMES` offer, out of the environment too.
    ///
    /// Empty when they are meant for another process. Not safe beside other threads: call it first in `main`,
    /// and once, for it owns the descriptors from then on.
    public static func fromEnvironment() throws(Refusal) -> InheritedSockets {
        try InheritedSockets(
            process: Environment.take("LISTEN_PID"), count: Environment.take("LISTEN_FDS"),
            names: Environment.take("LISTEN_FDNAMES"), first: 3)
    }

    /// The same from given values; `first` is the first descriptor's number, 3 by protocol.
    package init(process: String?, count: String?, names: String?, first: CInt) throws(Refusal) {
        self.waiting = []
        guard process == String(getpid()), let count else { return }
        guard count.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let number = Int(count), number <= Self.maximum
        else {
            throw .badCount
        }
        var titles = [String](repeating: Self.unnamed, count: number)
        if let names, number > 0 {
            titles = names.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard titles.count == number else { throw .badNames }
        }
        var found: [(name: String, raw: CInt)] = []
        for (index, title) in titles.enumerated() {
            let raw = first + CInt(index)
            // Checked and marked before any is owned: a number that is not open may be another's a moment later.
            guard (try? SystemError.check("fcntl", { Int(fcntl(raw, F_SETFD, FD_CLOEXEC)) })) != nil else {
                throw .notOpen
            }
            found.append((title, raw))
        }
        self.waiting = found
    }

    /// The names that wait to be taken, in the manager's order; a name with several sockets occurs as often.
    public var names: [String] { waiting.map(\.name) }

    /// Hands over the first socket of that name.
    ///
    /// It is blocking or not as the unit made it, and closed on exec.
    public mutating func take(_ name: String) -> Descriptor? {
        guard let index = waiting.firstIndex(where: { $0.name == name }) else { return nil }
        return Descriptor(owning: waiting.remove(at: index).raw)
    }

    deinit {
        for socket in waiting { _ = close(socket.raw) }
    }
}
