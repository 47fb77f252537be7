// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// What to wait for on one socket.
public enum StreamInterest: Sendable {
    /// Bytes, a connection or the end.
    case readable
    /// Room for bytes, or the outcome of a connect.
    case writable
}

/// A stream used by one thread that may wait, until a deadline.
extension Descriptor {
    /// Waits until the socket is ready, failed or ended; false once `deadline` has passed.
    ///
    /// The corresponding C function is `poll`.
    public borrowing func wait(for interest: StreamInterest, until deadline: Monotonic) throws(SystemError) -> Bool {
        let raw = self.raw
        while true {
            let now = Monotonic.now
            // Rounded up: rounded down, the last millisecond would be spent spinning.
            let left = deadline.nanoseconds > now.nanoseconds ? deadline.nanoseconds - now.nanoseconds : 0
            let timeout = CInt(clamping: (left + 999_999) / 1_000_000)
            let events = interest == .readable ? POLLIN : POLLOUT
            let count = try SystemError.check("poll") {
                var waiting = pollfd(fd: raw, events: CShort(events), revents: 0)
                let count = unsafe poll(&waiting, 1, timeout)
                // Not repeated by the wrapper: the deadline would begin anew.
                return count < 0 && Glibc.errno == EINTR ? 0 : Int(count)
            }
            if count > 0 { return true }
            if Monotonic.now >= deadline { return false }
        }
    }

    /// Takes the next connection, and waits for it.
    ///
    /// The new socket is non-blocking and closed on exec.
    public borrowing func accept(until deadline: Monotonic) throws(StreamError) -> Descriptor {
        do throws(SystemError) {
            while true {
                if let socket = try accept() { return socket }
                guard try wait(for: .readable, until: deadline) else { throw .pastDeadline }
            }
        } catch {
            throw StreamError(error)
        }
    }

    /// Reads exactly as many bytes as `room` has.
    public borrowing func readExactly(
        into room: UnsafeMutableRawBufferPointer, until deadline: Monotonic
    ) throws(StreamError) {
        var done = 0
        while done < room.count {
            let outcome: Transfer
            do throws(SystemError) {
                outcome = try unsafe pull(into: UnsafeMutableRawBufferPointer(rebasing: room[done...]))
                if outcome == .wouldBlock, try !wait(for: .readable, until: deadline) {
                    throw .pastDeadline
                }
            } catch {
                throw StreamError(error)
            }
            switch outcome {
            case .moved(let count): done += count
            case .closed: throw .ended(received: done)
            case .wouldBlock: break
            }
            // A peer that drips bytes buys no time.
            if done < room.count, Monotonic.now >= deadline { throw .timedOut }
        }
    }

    /// Reads exactly `count` bytes; the caller has seen to it that `count` is bounded.
    public borrowing func readExactly(_ count: Int, until deadline: Monotonic) throws(StreamError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var failure: StreamError?
        unsafe bytes.withUnsafeMutableBytes { room in
            do throws(StreamError) { try unsafe readExactly(into: room, until: deadline) } catch { failure = error }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Writes all of `bytes`.
    public borrowing func writeAll(_ bytes: Span<UInt8>, until deadline: Monotonic) throws(StreamError) {
        var done = 0
        while done < bytes.count {
            do throws(SystemError) {
                switch try push(bytes.extracting(done..<bytes.count)) {
                case .moved(let count): done += count
                case .wouldBlock, .closed:
                    guard try wait(for: .writable, until: deadline) else { throw .pastDeadline }
                }
            } catch {
                throw StreamError(error)
            }
            if done < bytes.count, Monotonic.now >= deadline { throw .timedOut }
        }
    }

    /// Receives into `room`, and tells an orderly end from a connection that was broken: the latter is thrown.
    ///
    /// Who passes bytes on must not turn what was cut off into what is complete. The corresponding C function is `recv`.
    @inline(__always)
    public borrowing func pull(into room: UnsafeMutableRawBufferPointer) throws(SystemError) -> Transfer {
        let raw = self.raw
        do throws(SystemError) {
            let count = try SystemError.check("recv") { unsafe recv(raw, room.baseAddress, room.count, 0) }
            return count == 0 ? .closed : .moved(count)
        } catch {
            guard error.errno == EAGAIN else { throw error }
            return .wouldBlock
        }
    }

    /// Sends what the kernel takes of `bytes`; a peer that is gone is thrown.
    ///
    /// The corresponding C function is `send` with `MSG_NOSIGNAL`.
    @inline(__always)
    public borrowing func push(_ bytes: Span<UInt8>) throws(SystemError) -> Transfer {
        let raw = self.raw
        do throws(SystemError) {
            let count = try SystemError.check("send") {
                unsafe bytes.withUnsafeBufferPointer {
                    unsafe Glibc.send(raw, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
                }
            }
            return .moved(count)
        } catch {
            guard error.errno == EAGAIN else { throw error }
            return .wouldBlock
        }
    }

    /// Why a connect that was begun has failed; `nil` if it has not.
    ///
    /// The corresponding C function is `getsockopt` with `SO_ERROR`.
    public borrowing func connectFailure() throws(SystemError) -> SystemError? {
        let raw = self.raw
        var reason: CInt = 0
        var length = socklen_t(MemoryLayout<CInt>.size)
        _ = try SystemError.check("getsockopt") {
            unsafe Int(getsockopt(raw, SOL_SOCKET, SO_ERROR, &reason, &length))
        }
        return reason == 0 ? nil : SystemError(call: "connect", errno: reason)
    }

    /// Has TCP send each write at once; what has no such delay is left as it is.
    ///
    /// The corresponding C function is `setsockopt` with `TCP_NODELAY`.
    public borrowing func sendAtOnce() {
        var on: CInt = 1
        _ = unsafe setsockopt(raw, CInt(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<CInt>.size))
    }

    /// Has the coming close break the connection: what waits to be sent is dropped, and a TCP peer is told that it was cut off.
    ///
    /// The corresponding C function is `setsockopt` with `SO_LINGER` of no time.
    public borrowing func breakOnClose() {
        var option = linger(l_onoff: 1, l_linger: 0)
        _ = unsafe setsockopt(raw, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }
}

extension SystemError {
    /// A deadline that has passed, on its way through code that knows only the kernel's reasons.
    static var pastDeadline: SystemError { SystemError(call: "poll", errno: ETIMEDOUT) }
}
