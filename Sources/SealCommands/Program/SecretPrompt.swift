// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// A question on the terminal itself, whatever standard input is; what is typed is not shown.
///
/// Meanwhile the keys that end a process end the line instead: the kernel would end us and leave the terminal mute. What they mean is
/// done once the terminal is as it was.
enum SecretPrompt {
    private static let longest = 1024

    private enum Answer {
        case line([UInt8])
        case nobody
        case interrupted
    }

    /// Asks; `nil` where there is nobody, or they want the program to end.
    static func ask(_ prompt: String) -> [UInt8]? {
        let terminal = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0 else { return nil }
        defer { close(terminal) }
        var before = termios()
        guard unsafe tcgetattr(terminal, &before) == 0 else { return nil }
        let keys = Keys(before)
        var hidden = before
        keys.hide(&hidden)
        guard unsafe tcsetattr(terminal, TCSAFLUSH, &hidden) == 0 else { return nil }
        let answer = show(prompt, on: terminal) ? read(from: terminal, keys) : .nobody
        _ = unsafe tcsetattr(terminal, TCSAFLUSH, &before)
        switch answer {
        case .line(let bytes): return bytes
        case .nobody: return nil
        case .interrupted:
            _ = show("\n", on: terminal)
            // As the terminal would have: who waits for us hears it, too.
            kill(0, SIGINT)
            return nil
        }
    }

    private static func show(_ text: String, on terminal: CInt) -> Bool {
        let bytes = Array(text.utf8)
        return unsafe write(terminal, bytes, bytes.count) == bytes.count
    }

    private static func read(from terminal: CInt, _ keys: Keys) -> Answer {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(longest + 1)
        while let byte = Terminal.next(terminal) {
            if keys.ends(byte) { return .interrupted }
            if byte == UInt8(ascii: "\n") { return .line(bytes) }
            // There is no stepping aside here, and the key is no part of a password.
            if keys.suspends(byte) { continue }
            guard bytes.count < longest else { return .nobody }
            bytes.append(byte)
        }
        return .nobody
    }

    /// The keys that are signals where nobody asks for a secret, as the terminal has them: ^C, ^\ and ^Z.
    private struct Keys {
        private let interrupt: UInt8
        private let quit: UInt8
        private let suspend: UInt8

        init(_ settings: termios) {
            let keys = unsafe withUnsafeBytes(of: settings.c_cc) { unsafe Array($0) }
            (interrupt, quit, suspend) = (keys[Int(VINTR)], keys[Int(VQUIT)], keys[Int(VSUSP)])
        }

        /// A terminal that shows nothing of what is typed, and whose line ends with these keys, too.
        func hide(_ settings: inout termios) {
            settings.c_lflag &= ~tcflag_t(ECHO | ISIG)
            settings.c_lflag |= tcflag_t(ECHONL)
            unsafe withUnsafeMutableBytes(of: &settings.c_cc) { keys in
                unsafe keys[Int(VEOL)] = interrupt
                unsafe keys[Int(VEOL2)] = quit
            }
        }

        // 0 is a key that there is not.

        func ends(_ byte: UInt8) -> Bool { byte != 0 && (byte == interrupt || byte == quit) }

        func suspends(_ byte: UInt8) -> Bool { byte != 0 && byte == suspend }
    }
}
