// SPDX-License-Identifier: Apache-2.0
import FuzzDriver
@testable import HTTPServer

/// Feeds each input to `HeadParser`, whole and split at the place that its first byte names: both must agree.
@_cdecl("FuzzRequestHead_main")
public func start(_ argc: CInt, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
    drive(argc, argv) { bytes, count in
        guard let bytes, count > 1 else { return 0 }
        let input = Span(_unsafeElements: UnsafeBufferPointer(start: bytes + 1, count: count - 1))
        var whole = HeadParser(limits: HeadLimits())
        let verdict = whole.parse(input)
        if case .complete(let head, let length) = verdict {
            require(length <= input.count, "a head ends within its input")
            require(head.path.upperBound <= length && head.query.upperBound <= length, "a target lies in its head")
            require(input[length - 1] == 0x0A && input[length - 3] == 0x0A, "a head ends with an empty line")
        }
        var split = HeadParser(limits: HeadLimits())
        let first = split.parse(input.extracting(0..<min(input.count, Int(bytes[0]))))
        switch first {
        case .incomplete: require(split.parse(input) == verdict, "a split changes nothing")
        case .complete: require(first == verdict, "a head that is complete stays what it is")
        case .refused:
            // More bytes may be refused for another reason only where the first was that there are too many.
            if case .complete = verdict { require(false, "what is refused early is refused late") }
        }
        return 0
    }
}
