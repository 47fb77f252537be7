// SPDX-License-Identifier: Apache-2.0

// libFuzzer brings no `main` that SwiftPM's linker line accepts: it renames ours, and we call libFuzzer from it.
@_silgen_name("LLVMFuzzerRunDriver")
func runDriver(
    _ argc: UnsafeMutablePointer<CInt>,
    _ argv: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ one: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// A target's `main`: hands each input to `one`.
public func drive(
    _ argc: CInt, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>,
    _ one: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt {
    var (argc, argv) = (argc, Optional(argv))
    return runDriver(&argc, &argv, one)
}

/// Ends the run with a message: what a target asserts about its input must hold for every input.
public func require(_ holds: Bool, _ what: String) {
    if !holds { fatalError("does not hold: \(what)") }
}
