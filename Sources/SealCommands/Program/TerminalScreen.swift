// SPDX-License-Identifier: Apache-2.0
internal import Glibc
internal import Kernel

/// The process's own terminal, drawn on in place.
///
/// While it is taken keys come one by one and unseen, and ^C is a key like any other; signals that end a process are kept back and end
/// the drawing instead. So there is one way out, and it leaves the terminal as it was; ^Z leaves it for a while.
final class TerminalScreen: Screen {
    /// How long a key is waited for before the size is looked at again.
    private static let look: CInt = 100
    /// ^C and ^\.
    private static let ends: [UInt8] = [0x03, 0x1c]
    /// ^Z.
    private static let suspend: UInt8 = 0x1a
    /// What is taken for a terminal's size that does not tell it.
    private static let usual = (columns: 80, rows: 24)

    private let before: termios
    private let isEnding = Locked(false)
    private let shown = Locked<(columns: Int, rows: Int)?>(nil)
    private let isClosed = Locked(false)

    /// Takes the terminal, if standard input and output are one that can be drawn on.
    init?() {
        var before = termios()
        // A terminal of which nobody says what it understands gets no signs that it might show as they are.
        guard isatty(STDOUT_FILENO) == 1, !["", "dumb"].contains(ProcessEnvironment.variables["TERM"] ?? ""),
            unsafe tcgetattr(STDIN_FILENO, &before) == 0, let receiver = try? SignalReceiver()
        else { return nil }
        self.before = before
        Self.holdQuit()
        let isEnding = isEnding
        let signals = try? receiver.deliver { signal in
            guard signal != .user1 else { return .more }
            isEnding.withLock { $0 = true }
            return .last
        }
        // It ends with the process; nothing waits for it.
        _ = consume signals
        guard take() else { return nil }
    }

    private func take() -> Bool {
        var raw = before
        raw.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG)
        guard unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw) == 0 else { return false }
        // No cursor; a clean page.
        return StandardStream.output.write("\u{1b}[?25l\u{1b}[2J\u{1b}[H")
    }

    private func giveBack() {
        _ = StandardStream.output.write("\u{1b}[?25h\r\n")
        var before = before
        _ = unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
    }

    /// Keeps SIGQUIT back, which would end us with the terminal as it is: it is looked at between two keys.
    private static func holdQuit() {
        var set = quitSet
        _ = unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    private static var isQuitPending: Bool {
        var pending = sigset_t()
        return unsafe sigpending(&pending) == 0 && sigismember(&pending, SIGQUIT) == 1
    }

    private static var quitSet: sigset_t {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        unsafe sigaddset(&set, SIGQUIT)
        return set
    }

    /// Lets the shell have the terminal until it lets us go on.
    private func stepAside() {
        giveBack()
        // As the terminal would have: all who belong to the same job stop.
        kill(0, SIGTSTP)
        _ = take()
    }

    var size: (columns: Int, rows: Int) {
        var size = winsize()
        guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return Self.usual
        }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    func draw(_ lines: [String]) -> Bool {
        let size = size
        let isNew = shown.withLock { shown in
            defer { shown = size }
            return shown.map { $0 != size } ?? false
        }
        // Each line takes the place of the one that was there; nothing is wiped that is written anew, so nothing flickers.
        let page = lines.map { $0 + "\u{1b}[K" }.joined(separator: "\r\n")
        return StandardStream.output.write((isNew ? "\u{1b}[2J" : "") + "\u{1b}[H" + page + "\u{1b}[J")
    }

    func key(until deadline: Monotonic) -> ScreenKey? {
        let drawn = shown.withLock { $0 }
        while true {
            if isEnding.withLock({ $0 }) || Self.isQuitPending { return .end }
            if let drawn, drawn != size { return nil }
            let left = deadline.since(.now).wholeNanoseconds / 1_000_000
            var poll = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
            let count = unsafe Glibc.poll(&poll, 1, max(0, min(Self.look, CInt(clamping: left))))
            if count > 0 { return read() }
            guard Monotonic.now < deadline else { return nil }
        }
    }

    func close() {
        let isFirst = isClosed.withLock { isClosed in
            defer { isClosed = true }
            return !isClosed
        }
        if isFirst { giveBack() }
    }

    private func read() -> ScreenKey? {
        var byte: UInt8 = 0
        let count = try? SystemError.check("read") { unsafe Glibc.read(STDIN_FILENO, &byte, 1) }
        guard count == 1, !Self.ends.contains(byte) else { return .end }
        if byte == Self.suspend {
            stepAside()
            // The page is to be drawn anew.
            return nil
        }
        return .byte(byte)
    }
}
