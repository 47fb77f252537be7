// SPDX-License-Identifier: Apache-2.0
public import Crypto
public import Kernel

/// What a command has beside its arguments: somebody to ask and to tell, and files by name.
public struct Console: Sendable {
    /// Asks for a secret without showing it; `nil` where there is nobody to ask.
    public var askSecret: @Sendable (_ prompt: String) -> [UInt8]?
    /// Asks a person whether to go on; `nil` where there is nobody to ask.
    public var confirm: @Sendable (_ question: String) -> Bool? = { _ in nil }
    /// Reads standard input up to a bound; `nil` where it cannot be read or is longer.
    public var readInput: @Sendable (_ limit: Int) -> [UInt8]?
    /// Tells who waits how far it is.
    public var progress: @Sendable (String) -> Void
    /// Tells a person something that is no failure and does not change the answer.
    public var note: @Sendable (String) -> Void
    /// Tells everybody, scripts too, of a fault that the command goes on in spite of.
    public var warn: @Sendable (String) -> Void = { _ in }
    /// What time it is.
    public var now: @Sendable () -> WallTime
    /// Writes lines of a report that has no end; false where nobody reads them any more.
    public var stream: @Sendable (String) -> Bool
    /// 32 bytes that nobody can guess, for a token.
    public var makeSecret: @Sendable () throws(CryptoError) -> Bytes32
    /// Keeps signals back from here on, before any thread is started; what it gives waits for the one that ends the process.
    public var holdEnd: @Sendable () -> (@Sendable () -> Void)
    /// Takes the terminal that standard output is, to draw on; `nil` where it is none.
    ///
    /// To be asked before any thread is started: signals are kept back from there on.
    public var takeScreen: @Sendable () -> (any Screen)? = { nil }

    /// Puts a console together.
    public init(
        askSecret: @escaping @Sendable (String) -> [UInt8]?, readInput: @escaping @Sendable (Int) -> [UInt8]?,
        progress: @escaping @Sendable (String) -> Void, stream: @escaping @Sendable (String) -> Bool,
        makeSecret: @escaping @Sendable () throws(CryptoError) -> Bytes32 = { () throws(CryptoError) in
            try Bytes32.random()
        }, holdEnd: @escaping @Sendable () -> (@Sendable () -> Void),
        note: @escaping @Sendable (String) -> Void = { _ in }, now: @escaping @Sendable () -> WallTime = { .now }
    ) {
        self.askSecret = askSecret
        self.readInput = readInput
        self.progress = progress
        self.stream = stream
        self.makeSecret = makeSecret
        self.holdEnd = holdEnd
        self.note = note
        self.now = now
    }
}
