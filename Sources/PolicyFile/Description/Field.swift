// SPDX-License-Identifier: Apache-2.0
internal import Configuration

/// A name in a mapping of the file: what it is for, and how its value gets into a target and out of it.
struct Field<Target>: Sendable {
    let name: String
    let help: String
    /// Makes what a schema says; no reader needs it, so none keeps it.
    private let makeShape: @Sendable () -> Shape
    let isRequired: Bool
    let read: @Sendable (Place, inout Target) -> Void
    /// What the target has for it; `nil` for nothing worth writing.
    let write: @Sendable (Target) -> Written?

    init(
        _ name: String, _ shape: @autoclosure @escaping @Sendable () -> Shape, isRequired: Bool = false,
        _ help: String = "",
        read: @escaping @Sendable (Place, inout Target) -> Void, write: @escaping @Sendable (Target) -> Written?
    ) {
        self.name = name
        self.help = help
        makeShape = shape
        self.isRequired = isRequired
        self.read = read
        self.write = write
    }

    /// What it may be.
    var shape: Shape { makeShape() }

    /// A value that the target always has.
    init<Value>(
        _ name: String, _ form: Form<Value>, _ path: any WritableKeyPath<Target, Value> & Sendable, _ help: String = ""
    ) {
        self.init(
            name, form.shape, help,
            read: { place, target in if let value = form.read(place) { target[keyPath: path] = value } },
            write: { form.write($0[keyPath: path]) })
    }

    /// A value that the target may be without.
    init<Value>(
        _ name: String, _ form: Form<Value>, optional path: any WritableKeyPath<Target, Value?> & Sendable,
        isRequired: Bool = false, _ help: String = ""
    ) {
        self.init(
            name, form.shape, isRequired: isRequired, help,
            read: { place, target in if let value = form.read(place) { target[keyPath: path] = value } },
            write: { $0[keyPath: path].map { form.write($0) } })
    }

    /// A mapping of fields of the same target; `check` looks at them together, and at what they have become.
    init(
        _ name: String, section: Section<Target>, _ help: String = "",
        check: @escaping @Sendable (Place, Target) -> Void = { _, _ in }
    ) {
        self.init(
            name, section.shape, help,
            read: { place, target in
                section.read(place, into: &target)
                check(place, target)
            }, write: { section.written($0) })
    }

    /// A list of mappings, each of which is read into an item of its own; all are then taken into the target.
    init<Item: Sendable>(
        _ name: String, listOf item: Item, _ fields: Section<Item>, count: ClosedRange<Int>, _ help: String = "",
        take: @escaping @Sendable ([(item: Item, place: Place)], inout Target) -> Void,
        items: @escaping @Sendable (Target) -> [Item]
    ) {
        self.init(
            name, .list(fields.shape, count: count, isUnique: false), help,
            read: { place, target in
                let read = (place.items(count) ?? []).map { place in
                    var item = item
                    fields.read(place, into: &item)
                    return (item: item, place: place)
                }
                take(read, &target)
            }, write: { .list(items($0).map { fields.written($0) }) })
    }
}
