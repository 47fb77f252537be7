// SPDX-License-Identifier: Apache-2.0
import FuzzDriver
import Wire

/// Walks a whole document, so that every index of the tape is followed.
private func walk(_ value: borrowing JSONValue, depth: Int) -> Int {
    require(depth <= JSONParser.maximumDepth, "no document is deeper than the limit")
    var children = value.children
    var count = 0
    while children.advance() {
        count += children.key.count
        if let child = children.value { count += 1 + walk(child, depth: depth + 1) }
    }
    require(value.count <= count, "a value has no more children than were walked")
    if let text = value.string { count += text.count }
    _ = (value.bool, value.isNull)
    if value.kind == .number { _ = (value.integer, value.double) }
    _ = try? value.member("kind")
    return count
}

/// Feeds each input to `JSONParser`, and walks whatever it takes.
@_cdecl("FuzzJSON_main")
public func start(_ argc: CInt, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
    drive(argc, argv) { bytes, count in
        let input = Span(_unsafeElements: UnsafeBufferPointer(start: bytes, count: count))
        guard var parser = try? JSONParser(maximumBytes: 1 << 20) else { return 0 }
        _ = try? parser.withDocument(input) { root throws(JSONError) in walk(root, depth: 0) }
        return 0
    }
}
