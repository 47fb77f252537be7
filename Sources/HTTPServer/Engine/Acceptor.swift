// SPDX-License-Identifier: Apache-2.0
internal import Glibc
internal import Kernel
internal import Synchronization

/// The listening sockets, on the first loop: it accepts for all and gives each connection to the loop that has
/// the fewest.
///
/// One `SO_REUSEPORT` socket per loop would spare the hand-over, but the kernel spreads connections by a hash:
/// with the few dozen that an apiserver keeps, one loop would often get twice the work of another
/// (docs/performance.md has the figures). The hand-over is paid once per connection, beside a handshake of a
/// hundred times its cost.
final class Acceptor {
    /// Tokens from here on are listening sockets'.
    static let firstToken = UInt64.max - 1024

    /// How long a drain goes on accepting, for connections that the kernel was completing.
    private static let overlap = Duration.milliseconds(100)
    /// How long nothing is accepted after descriptors ran out and could not be shed.
    private static let pause = Duration.milliseconds(100)

    private final class Door {
        var socket: Descriptor?
        let listener: Int
        let isInherited: Bool
        /// Whether it stays open until the drain has ended.
        let servesWhileDraining: Bool

        init(socket: consuming Descriptor, listener: Int, isInherited: Bool, servesWhileDraining: Bool) {
            self.socket = consume socket
            self.listener = listener
            self.isInherited = isInherited
            self.servesWhileDraining = servesWhileDraining
        }
    }

    private var doors: [Door] = []
    private let seats: [Seat]
    /// Given up to be able to accept, and close, one connection when descriptors have run out.
    private var spare: Wakeup?
    private var closesDoorsAt: Monotonic?
    private var keepsInheritedUntil = Monotonic(nanoseconds: 0)
    private var resumesAt: Monotonic?
    private var hasReportedDescriptors = false

    /// Gives what it accepts to the loops that sit on `seats`.
    init(sharingAmong seats: [Seat]) throws(SystemError) {
        self.seats = seats
        spare = try Wakeup()
    }

    /// Watches a listening socket.
    func add(_ socket: consuming Descriptor, listener: Int, isInherited: Bool, loop: Loop) throws(SystemError) {
        let servesWhileDraining = loop.shared.listeners[listener].settings.servesWhileDraining
        let door = Door(
            socket: socket, listener: listener, isInherited: isInherited, servesWhileDraining: servesWhileDraining)
        try watch(door, at: doors.count, loop)
        doors.append(door)
    }

    /// When ``tick(_:)`` must be called.
    var nextTick: Monotonic? {
        guard let closesDoorsAt, let resumesAt else { return closesDoorsAt ?? resumesAt }
        return min(closesDoorsAt, resumesAt)
    }

    /// Does what is due.
    func tick(_ loop: Loop) {
        if let time = closesDoorsAt, time <= loop.now {
            closesDoorsAt = nil
            for door in doors where !door.servesWhileDraining && !door.isInherited {
                accept(loop, from: door)
                door.socket = nil
            }
        }
        if loop.isDraining, closesDoorsAt == nil { closeInheritedDoors(loop) }
        if let time = resumesAt, time <= loop.now {
            resumesAt = nil
            for (index, door) in doors.enumerated() where door.socket != nil {
                rewatch(door, at: index, loop, .readable)
            }
        }
    }

    /// Connections wait at a socket.
    func accept(_ loop: Loop, token: UInt64) {
        let index = Int(token - Self.firstToken)
        guard index < doors.count else { return }
        accept(loop, from: doors[index])
    }

    /// Lets a successor have what comes from now on.
    ///
    /// An inherited socket stays open: a service manager that restarts us starts the successor when we are gone, and
    /// until then nobody else would answer. Its queue outlives us, so nothing is lost when we let go at last.
    func drain(_ loop: Loop) {
        for door in doors where !door.servesWhileDraining && !door.isInherited && door.socket != nil {
            do throws(SystemError) {
                try door.socket?.preferYoungerListener()
            } catch {
                loop.shared.onEvent(.systemFailure(error))
            }
        }
        closesDoorsAt = loop.now.advanced(by: Self.overlap)
        keepsInheritedUntil = loop.now.advanced(by: loop.shared.drain * 9 / 10)
    }

    /// Lets go of inherited sockets in the first moment without a connection, or when it is time to end.
    private func closeInheritedDoors(_ loop: Loop) {
        guard !loop.shared.areDoorsClosed.load(ordering: .relaxed) else { return }
        let open = doors.filter { $0.isInherited && !$0.servesWhileDraining && $0.socket != nil }
        let isTime = loop.now >= keepsInheritedUntil || loop.shared.held.load(ordering: .relaxed) <= 0
        guard open.isEmpty || isTime else { return }
        for door in open { door.socket = nil }
        loop.shared.areDoorsClosed.store(true, ordering: .releasing)
    }

    private func accept(_ loop: Loop, from door: Door) {
        // Bounded, so that a flood of connections does not starve those that exist.
        for _ in 0..<64 {
            do throws(SystemError) {
                guard let socket = try door.socket?.accept() else { return }
                admit(socket, door.listener, loop)
            } catch {
                switch error.errno {
                case EMFILE, ENFILE: guard shed(door, loop) else { return }
                case ENOBUFS, ENOMEM: return pause(loop)
                default:
                    loop.shared.onEvent(.systemFailure(error))
                    return pause(loop)
                }
            }
        }
    }

    private func admit(_ socket: consuming Descriptor, _ listener: Int, _ loop: Loop) {
        loop.tallies[listener].accepted.add()
        guard loop.shared.count(opened: listener) <= loop.shared.limits.connections else {
            loop.shared.count(closed: listener)
            loop.shed.add(.connections)
            return
        }
        let target = seats.min { $0.load.load(ordering: .relaxed) < $1.load.load(ordering: .relaxed) } ?? loop.seat
        target.load.add(1, ordering: .relaxed)
        if target === loop.seat { return loop.open(socket, listener: listener) }
        target.mailbox.post(.accepted(SharedDescriptor(socket), listener: listener))
    }

    /// Without a descriptor to accept with, epoll would report the same connection for ever: one is kept in
    /// reserve, given up, and the connection is closed at once instead of left to time out.
    private func shed(_ door: Door, _ loop: Loop) -> Bool {
        if !hasReportedDescriptors {
            hasReportedDescriptors = true
            loop.shared.onEvent(.outOfDescriptors)
        }
        guard spare.take() != nil else {
            pause(loop)
            return false
        }
        do throws(SystemError) {
            let isShed = try door.socket?.accept() != nil
            if isShed { loop.shed.add(.descriptors) }
            spare = try Wakeup()
            return isShed
        } catch {
            pause(loop)
            return false
        }
    }

    private func pause(_ loop: Loop) {
        if spare == nil { spare = try? Wakeup() }
        resumesAt = loop.now.advanced(by: Self.pause)
        for (index, door) in doors.enumerated() where door.socket != nil { rewatch(door, at: index, loop, []) }
    }

    private func watch(_ door: Door, at index: Int, _ loop: Loop) throws(SystemError) {
        guard let socket = door.socket.take() else { return }
        try loop.poller.add(socket, .readable, token: Self.firstToken + UInt64(index))
        door.socket = consume socket
    }

    private func rewatch(_ door: Door, at index: Int, _ loop: Loop, _ interest: Poller.Interest) {
        guard let socket = door.socket.take() else { return }
        do throws(SystemError) {
            try loop.poller.modify(socket, interest, token: Self.firstToken + UInt64(index))
        } catch {
            loop.shared.onEvent(.systemFailure(error))
        }
        door.socket = consume socket
    }
}
