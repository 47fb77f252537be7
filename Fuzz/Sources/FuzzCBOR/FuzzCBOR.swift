// SPDX-License-Identifier: Apache-2.0
import FuzzDriver
import Wire

/// Feeds each input to `CBORReader`, once to be passed over and once to be read to its end.
///
/// Both must come to the same verdict; what is read is written again as it stood, but for lengths that were not told.
@_cdecl("FuzzCBOR_main")
public func start(_ argc: CInt, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
    drive(argc, argv) { bytes, count in
        let input = Array(UnsafeBufferPointer(start: bytes, count: count))
        let skipped = fault(of: input) { reader throws(CBORError) in try reader.skip() }
        var written = Written()
        let read = fault(of: input) { reader throws(CBORError) in try written.copy(&reader) }
        // A number with a sign can be passed over that is too large to be read, and tags are counted there with containers.
        let isAlike = read == skipped || read == .outOfRange || skipped == .tooDeep
        require(isAlike, "an item is passed over as it is read")
        guard read == nil else { return 0 }
        require(written.bytes == input || written.hasOpenEnds, "an item has one form")
        var again = Written()
        let fault = fault(of: written.bytes) { reader throws(CBORError) in try again.copy(&reader) }
        require(fault == nil && again.bytes == written.bytes && !again.hasOpenEnds, "what is written is read")
        return 0
    }
}

private func fault(
    of input: [UInt8], _ body: (inout CBORReader) throws(CBORError) -> Void
) -> CBORError.Code? {
    var reader = CBORReader(input.span)
    do throws(CBORError) {
        try body(&reader)
        try reader.finish()
        return nil
    } catch {
        return error.code
    }
}

/// An item that was read, written anew.
private struct Written {
    var bytes: [UInt8] = []
    /// Whether a container did not tell its length.
    var hasOpenEnds = false
    /// How deep it lies: the reader counts containers, and whoever reads a tag counts tags.
    var depth = 0

    mutating func copy(_ reader: inout CBORReader) throws(CBORError) {
        var writer = CBORWriter()
        switch try reader.peek() {
        case .uint: writer.uint(try reader.uint())
        case .negative: writer.int(try reader.int())
        case .bytes: writer.bytes(try reader.bytes())
        case .text: writer.text(try reader.string())
        case .bool: writer.bool(try reader.bool())
        case .null:
            require(try reader.isNull(), "null is null")
            writer.null()
        case .tag:
            writer.tag(try reader.tag())
            guard depth < CBORReader.maximumDepth else { throw CBORError(.tooDeep) }
            writer.encoded(try nested(&reader))
        case .array:
            var elements = try reader.beginArray()
            let isOpen = elements.remaining == nil
            var (count, content): (Int, [UInt8]) = (0, [])
            while try reader.hasNext(&elements) {
                content += try nested(&reader)
                count += 1
            }
            if isOpen { hasOpenEnds = true }
            writer.array(count)
            writer.encoded(content)
        case .map:
            var entries = try reader.beginMap()
            let isOpen = entries.remaining == nil
            var (count, content): (Int, [UInt8]) = (0, [])
            while try reader.hasNext(&entries) {
                content += try nested(&reader)
                content += try nested(&reader)
                count += 1
            }
            if isOpen { hasOpenEnds = true }
            writer.map(count)
            writer.encoded(content)
        }
        bytes = writer.finish()
    }

    private mutating func nested(_ reader: inout CBORReader) throws(CBORError) -> [UInt8] {
        var inner = Written(depth: depth + 1)
        try inner.copy(&reader)
        if inner.hasOpenEnds { hasOpenEnds = true }
        return inner.bytes
    }
}
