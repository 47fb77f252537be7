// SPDX-License-Identifier: Apache-2.0
internal import CYAML

/// libyaml's parser over borrowed bytes: one event at a time.
@safe
struct YAMLEventParser: ~Copyable, ~Escapable {
    /// What stands next in the file.
    enum Event {
        case streamStart, streamEnd, documentStart, documentEnd, sequenceEnd, mappingEnd, alias
        case scalar(text: String, isPlain: Bool, properties: Properties)
        case sequenceStart(Properties)
        case mappingStart(Properties)
    }

    /// What may stand in front of a value.
    struct Properties {
        var hasAnchor = false
        var tag: String?
    }

    /// What messages call the file.
    let name: String
    // libyaml keeps pointers into the parser itself, so it must never move.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let isReady: Bool

    @_lifetime(borrow bytes)
    init(_ bytes: borrowing Span<UInt8>, name: String) {
        self.name = name
        unsafe parser = .allocate(capacity: 1)
        unsafe parser.initialize(to: yaml_parser_t())
        isReady = unsafe yaml_parser_initialize(parser) == 1
        guard isReady else { return }
        let parser = unsafe parser
        // Without this, bytes that look like UTF-16 would be read as such.
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        // The lifetime of `self` depends on `bytes`: the pointer is good until `deinit`.
        unsafe bytes.withUnsafeBufferPointer { unsafe yaml_parser_set_input_string(parser, $0.baseAddress, $0.count) }
    }

    deinit {
        if isReady { unsafe yaml_parser_delete(parser) }
        unsafe parser.deallocate()
    }

    /// Takes the next event and where it starts.
    mutating func next() throws(Problem) -> (event: Event, position: Position) {
        var raw = unsafe yaml_event_t()
        guard isReady, unsafe yaml_parser_parse(parser, &raw) == 1 else { throw failure() }
        defer { unsafe yaml_event_delete(&raw) }
        let position = Position(line: unsafe raw.start_mark.line + 1, column: unsafe raw.start_mark.column + 1)
        return unsafe (Self.event(raw), position)
    }

    private static func event(_ raw: yaml_event_t) -> Event {
        switch unsafe raw.type {
        case YAML_STREAM_START_EVENT: return .streamStart
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
        case YAML_MAPPING_END_EVENT: return .mappingEnd
        case YAML_ALIAS_EVENT: return .alias
        case YAML_SEQUENCE_START_EVENT:
            let start = unsafe raw.data.sequence_start
            return unsafe .sequenceStart(properties(anchor: start.anchor, tag: start.tag))
        case YAML_MAPPING_START_EVENT:
            let start = unsafe raw.data.mapping_start
            return unsafe .mappingStart(properties(anchor: start.anchor, tag: start.tag))
        case YAML_SCALAR_EVENT:
            let scalar = unsafe raw.data.scalar
            let text = unsafe String(
                decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            let properties = unsafe properties(anchor: scalar.anchor, tag: scalar.tag)
            let isPlain = unsafe scalar.style == YAML_PLAIN_SCALAR_STYLE
            return .scalar(text: text, isPlain: isPlain, properties: properties)
        default: return .streamEnd
        }
    }

    private static func properties(
        anchor: UnsafeMutablePointer<UInt8>?, tag: UnsafeMutablePointer<UInt8>?
    ) -> Properties {
        unsafe Properties(hasAnchor: anchor != nil, tag: tag.map { unsafe String(cString: $0) })
    }

    /// libyaml's reasons are literals of its own: none repeats a byte of the file.
    private func failure() -> Problem {
        guard isReady else { return Problem(.syntax, at: .file(name, nil), "out of memory") }
        let parser = unsafe parser.pointee
        let reason = unsafe parser.problem.map { unsafe String(cString: $0) } ?? "cannot be read as YAML"
        if unsafe parser.error == YAML_READER_ERROR {
            return unsafe Problem(
                .encoding, at: .file(name, Position(line: parser.mark.line + 1, column: parser.mark.column + 1)),
                "\(reason) near byte \(parser.problem_offset)")
        }
        let mark = unsafe parser.problem_mark
        let context = unsafe parser.context.map { unsafe " (" + String(cString: $0) + ")" } ?? ""
        return Problem(
            .syntax, at: .file(name, Position(line: mark.line + 1, column: mark.column + 1)), reason + context)
    }
}
