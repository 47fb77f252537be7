// SPDX-License-Identifier: Apache-2.0
internal import Glibc
internal import Kernel

/// The listening sockets of a forwarder, one per rule.
struct ForwardDoors: ~Copyable {
    /// Tokens from here on are listening sockets'.
    static let firstToken = UInt64.max - 1024
    /// As many rules as there are tokens for.
    static let maximum = 1000

    /// How long nothing is accepted after descriptors ran out and could not be shed.
    private static let pause = Duration.milliseconds(100)
    /// How many are accepted before those that exist have their turn.
    private static let batch = 32

    private final class Door {
        let socket: Descriptor
        init(_ socket: consuming Descriptor) { self.socket = socket }
    }

    private var doors: [Door] = []
    /// Given up to be able to accept, and close, one connection when descriptors have run out.
    private var spare: Wakeup?
    private var hasReported = false

    /// When connections are accepted again.
    private(set) var resumesAt: Monotonic?

    init() throws(SystemError) { spare = try Wakeup() }

    /// Watches a listening socket; the first is the first rule's.
    mutating func add(_ socket: consuming Descriptor, to poller: borrowing Poller) throws(SystemError) {
        let door = Door(socket)
        try poller.add(door.socket, .readable, token: Self.firstToken + UInt64(doors.count))
        doors.append(door)
    }

    /// Accepts no more.
    mutating func close() {
        doors = []
        resumesAt = nil
    }

    /// Takes what waits at the socket of a token.
    mutating func accept(
        _ token: UInt64, from poller: borrowing Poller, now: Monotonic, _ onEvent: (ForwardEvent) -> Void,
        _ admit: (_ rule: Int, consuming Descriptor) -> Void, shed: (_ rule: Int) -> Void
    ) {
        let rule = Int(token - Self.firstToken)
        guard rule < doors.count else { return }
        for _ in 0..<Self.batch {
            do throws(SystemError) {
                guard let socket = try doors[rule].socket.accept() else { return }
                admit(rule, socket)
            } catch {
                guard [EMFILE, ENFILE].contains(error.errno) else {
                    onEvent(.systemFailure(error))
                    return stand(poller, now)
                }
                if !hasReported { onEvent(.outOfDescriptors) }
                hasReported = true
                guard shedOne(rule) else { return stand(poller, now) }
                shed(rule)
            }
        }
    }

    /// Accepts again, if it is time.
    mutating func resume(_ poller: borrowing Poller, now: Monotonic, _ onEvent: (ForwardEvent) -> Void) {
        guard let time = resumesAt, time <= now else { return }
        resumesAt = nil
        watch(poller, .readable, onEvent)
    }

    /// Without a descriptor to accept with, epoll would report the same connection for ever: one is kept in reserve, given up,
    /// and the connection is closed at once instead of left to time out.
    private mutating func shedOne(_ rule: Int) -> Bool {
        guard spare.take() != nil else { return false }
        do throws(SystemError) {
            let accepted = try doors[rule].socket.accept()
            guard let accepted else { return false }
            accepted.breakOnClose()
        } catch {
            return false
        }
        spare = try? Wakeup()
        return spare != nil
    }

    private mutating func stand(_ poller: borrowing Poller, _ now: Monotonic) {
        if spare == nil { spare = try? Wakeup() }
        resumesAt = now.advanced(by: Self.pause)
        watch(poller, []) { _ in }
    }

    private func watch(
        _ poller: borrowing Poller, _ interest: Poller.Interest, _ onEvent: (ForwardEvent) -> Void
    ) {
        for (index, door) in doors.enumerated() {
            do throws(SystemError) {
                try poller.modify(door.socket, interest, token: Self.firstToken + UInt64(index))
            } catch {
                onEvent(.systemFailure(error))
            }
        }
    }
}
