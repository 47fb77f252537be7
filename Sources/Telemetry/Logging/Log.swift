// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What the process says about itself.
///
/// A message is a literal, so nothing gets into it by interpolation; what varies is a ``Field``. No field is ever a
/// secret: tokens appear as the first 8 hexadecimal digits of their key, or not at all.
public struct Log: Sendable {
    /// How much a line matters.
    public enum Level: String, Sendable, CaseIterable, Comparable, MetricLabel {
        /// For whoever develops it.
        case debug
        /// Something that happens once in a while happened.
        case info
        /// It goes on, and somebody should look at it by day.
        case warn
        /// Something is not done that should be.
        case error

        /// Orders by weight.
        public static func < (a: Self, b: Self) -> Bool { a.weight < b.weight }

        private var weight: Int {
            switch self {
            case .debug: 0
            case .info: 1
            case .warn: 2
            case .error: 3
            }
        }
    }

    /// A name and a value.
    public struct Field: Sendable {
        enum Value: Sendable {
            case text(String)
            case literal(StaticString)
            case integer(Int64)
            case seconds(UInt64)
            case truth(Bool)
        }

        let name: StaticString
        let value: Value

        /// Text, escaped; who chose it does not matter.
        public static func text(_ name: StaticString, _ text: String) -> Field { Field(name: name, value: .text(text)) }

        /// A literal.
        public static func literal(_ name: StaticString, _ text: StaticString) -> Field {
            Field(name: name, value: .literal(text))
        }

        /// A number.
        public static func integer(_ name: StaticString, _ number: some BinaryInteger) -> Field {
            Field(name: name, value: .integer(Int64(clamping: number)))
        }

        /// A duration, shown in seconds.
        public static func duration(_ name: StaticString, _ duration: Duration) -> Field {
            Field(name: name, value: .seconds(duration.wholeNanoseconds))
        }

        /// A truth.
        public static func truth(_ name: StaticString, _ truth: Bool) -> Field {
            Field(name: name, value: .truth(truth))
        }

        /// A failed system call, in the kernel's words.
        public static func error(_ error: SystemError) -> Field { .text("error", error.description) }
    }

    /// The least level that is written.
    public let minimum: Level

    private let sink: LineSink
    private let format: LineEncoder.Format
    private let clock: @Sendable () -> WallTime
    private let lines: Counters<Level>?

    /// Makes a log over a sink; `lines` counts what was said, also what the sink then drops.
    public init(
        to sink: LineSink, format: LineEncoder.Format = .text, minimum: Level = .info,
        counting lines: Counters<Level>? = nil,
        clock: @escaping @Sendable () -> WallTime = { .now }
    ) {
        self.sink = sink
        self.format = format
        self.minimum = minimum
        self.lines = lines
        self.clock = clock
    }

    /// For whoever develops it.
    public func debug(
        _ message: StaticString, request: UInt64? = nil, _ fields: @autoclosure () -> [Field] = []
    ) {
        write(.debug, message, request, fields)
    }

    /// Something that happens once in a while happened.
    public func info(
        _ message: StaticString, request: UInt64? = nil, _ fields: @autoclosure () -> [Field] = []
    ) {
        write(.info, message, request, fields)
    }

    /// It goes on, and somebody should look at it by day.
    public func warn(
        _ message: StaticString, request: UInt64? = nil, _ fields: @autoclosure () -> [Field] = []
    ) {
        write(.warn, message, request, fields)
    }

    /// Something is not done that should be.
    public func error(
        _ message: StaticString, request: UInt64? = nil, _ fields: @autoclosure () -> [Field] = []
    ) {
        write(.error, message, request, fields)
    }

    private func write(_ level: Level, _ message: StaticString, _ request: UInt64?, _ fields: () -> [Field]) {
        guard level >= minimum else { return }
        lines?.add(to: level)
        var line = LineEncoder(format)
        line.field("ts", clock())
        line.field("level", level.rawValue)
        line.field("msg", message)
        if let request { line.field(request: request) }
        for field in fields() { line.field(field) }
        sink.append(line.finish())
    }
}

extension LineEncoder {
    /// Adds a field that was put together before.
    public mutating func field(_ field: Log.Field) {
        switch field.value {
        case .text(let text): self.field(field.name, text)
        case .literal(let text): self.field(field.name, text)
        case .integer(let number): self.field(field.name, number)
        case .seconds(let nanoseconds): self.field(field.name, seconds: nanoseconds)
        case .truth(let truth): self.field(field.name, truth)
        }
    }
}
