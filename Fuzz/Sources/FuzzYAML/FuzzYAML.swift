// SPDX-License-Identifier: Apache-2.0
import Configuration
import FuzzDriver

/// Feeds each input to `YAMLDocument.parse`: whatever the bytes, it answers or throws.
@_cdecl("FuzzYAML_main")
public func start(_ argc: CInt, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
    drive(argc, argv) { bytes, count in
        let input = Span(_unsafeElements: UnsafeBufferPointer(start: bytes, count: count))
        _ = try? YAMLDocument.parse(input, name: "fuzz")
        return 0
    }
}
