// SPDX-License-Identifier: Apache-2.0
public import Configuration
internal import Glibc
internal import Kernel

/// The process's own terminal, input and outputs.
public enum Terminal {
    /// All of it for the commands.
    public static let console: Console = {
        var console = Console(
            askSecret: { SecretPrompt.ask($0) }, readInput: read, progress: tell,
            stream: { StandardStream.output.write($0) },
            holdEnd: holdEnd, note: note)
        console.confirm = confirm
        console.warn = { _ = StandardStream.error.write("\($0)\n") }
        console.takeScreen = { TerminalScreen() }
        return console
    }()

    private static let longestAnswer = 1024

    /// Says what a command has to say; gives the code that the process ends with.
    public static func tell(_ outcome: CommandOutcome) -> Int32 {
        let isWritten = StandardStream.error.write(outcome.messages) && StandardStream.output.write(outcome.output)
        return (isWritten || outcome.exit != .ok ? outcome.exit : .inputOutput).rawValue
    }

    /// Asks on the terminal itself, whatever standard input is; only a clear yes is one.
    @Sendable private static func confirm(_ question: String) -> Bool? {
        let terminal = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0 else { return nil }
        defer { close(terminal) }
        let shown = Array("\(question) [y/N] ".utf8)
        guard unsafe write(terminal, shown, shown.count) == shown.count else { return nil }
        guard let answer = line(terminal, longestAnswer) else { return false }
        return ["y", "yes"].contains(String(decoding: answer, as: UTF8.self).lowercased())
    }

    /// One line without its end; `nil` where there is none, or it is too long.
    private static func line(_ descriptor: CInt, _ limit: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(limit + 1)
        while let byte = next(descriptor) {
            if byte == UInt8(ascii: "\n") { return bytes }
            guard bytes.count < limit else { return nil }
            bytes.append(byte)
        }
        return nil
    }

    @Sendable private static func read(_ limit: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        while let byte = next(STDIN_FILENO) {
            guard bytes.count < limit else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    /// The next byte; `nil` where there is none.
    static func next(_ descriptor: CInt) -> UInt8? {
        var byte: UInt8 = 0
        do throws(SystemError) {
            let count = try SystemError.check("read") { unsafe Glibc.read(descriptor, &byte, 1) }
            return count == 1 ? byte : nil
        } catch { return nil }
    }

    /// Only for people: a script that keeps standard error wants faults there and nothing else.
    @Sendable private static func note(_ text: String) {
        guard isatty(STDERR_FILENO) == 1 else { return }
        _ = StandardStream.error.write("\(text)\n")
    }

    @Sendable private static func tell(_ text: String) { note("\(text) …") }

    @Sendable private static func holdEnd() -> (@Sendable () -> Void) {
        guard let receiver = try? SignalReceiver() else { return {} }
        return {
            while let signal = try? receiver.next() {
                if signal == .terminate || signal == .interrupt { return }
            }
        }
    }
}
