// SPDX-License-Identifier: Apache-2.0
import Configuration

// libFuzzer brings no `main` that SwiftPM's linker line accepts: it renames ours, and we call libFuzzer from it.
@_silgen_name("LLVMFuzzerRunDriver")
func runDriver(
    _ argc: UnsafeMutablePointer<CInt>,
    _ argv: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ one: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// Feeds each input to `YAMLDocument.parse`: whatever the bytes, it answers or throws.
@_cdecl("FuzzYAML_main")
public func start(_ argc: CInt, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
    var (argc, argv) = (argc, Optional(argv))
    return runDriver(&argc, &argv) { bytes, count in
        let input = Span(_unsafeElements: UnsafeBufferPointer(start: bytes, count: count))
        _ = try? YAMLDocument.parse(input, name: "fuzz")
        return 0
    }
}
