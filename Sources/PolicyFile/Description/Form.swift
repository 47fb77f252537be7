// SPDX-License-Identifier: Apache-2.0
internal import Configuration

/// How a value is read, written and described: one thing, so that reader, writer and schema cannot differ.
struct Form<Value: Sendable>: Sendable {
    /// Makes what a schema says; no reader needs it, so none keeps it.
    private let makeShape: @Sendable () -> Shape
    /// Reads; reports and answers `nil` if it cannot.
    let read: @Sendable (Place) -> Value?
    let write: @Sendable (Value) -> Written

    init(
        _ shape: @autoclosure @escaping @Sendable () -> Shape, read: @escaping @Sendable (Place) -> Value?,
        write: @escaping @Sendable (Value) -> Written
    ) {
        makeShape = shape
        self.read = read
        self.write = write
    }

    /// What it may be.
    var shape: Shape { makeShape() }

    /// A single value.
    init(
        _ kind: ValueKind<Value>, _ shape: @autoclosure @escaping @Sendable () -> Shape,
        write: @escaping @Sendable (String) -> Written = { .text($0) }
    ) {
        self.init(shape(), read: { $0.value(kind) }, write: { write(kind.text(of: $0)) })
    }
}

extension Form where Value: Hashable {
    /// A list of such values, none of which stands twice.
    func list(_ count: ClosedRange<Int>) -> Form<[Value]> {
        let (read, write) = (read, write)
        return Form<[Value]>(
            .list(self.shape, count: count, isUnique: true),
            read: { place in
                var values: [Value] = []
                var known: Set<Value> = []
                for item in place.items(count) ?? [] {
                    guard let value = read(item) else { continue }
                    guard known.insert(value).inserted else {
                        item.report(.conflict, "stands in this list already")
                        continue
                    }
                    values.append(value)
                }
                return values
            }, write: { .list($0.map(write)) })
    }
}
