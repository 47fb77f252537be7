// SPDX-License-Identifier: Apache-2.0
internal import Configuration

/// The names that one mapping may have.
struct Section<Target>: Sendable, ExpressibleByArrayLiteral {
    let fields: [Field<Target>]

    init(_ fields: [Field<Target>]) { self.fields = fields }

    init(arrayLiteral fields: Field<Target>...) { self.fields = fields }

    /// Reads them in their order, and refuses what is none of them.
    func read(_ place: Place, into target: inout Target) {
        let reading = place.reading
        guard
            var reader = MappingReader(
                place.node, at: place.path, of: reading.file, repeatsValues: true, problems: reading.problems)
        else { return }
        for field in fields {
            guard let node = field.isRequired ? reader.required(field.name) : reader.node(field.name) else { continue }
            field.read(Place(node, at: .name(place.path, field.name), reading), &target)
        }
        reader.refuseOthers()
    }

    /// What a target has for them.
    func written(_ target: Target) -> Written {
        .mapping(fields.map { Written.Member(name: $0.name, help: $0.help, value: $0.write(target)) })
    }

    /// What they may be.
    var shape: Shape {
        .mapping(fields.map { .init(name: $0.name, help: $0.help, isRequired: $0.isRequired, shape: $0.shape) })
    }
}
