// SPDX-License-Identifier: Apache-2.0
import FuzzDriver
import WebhookServer

/// Feeds each input to `FileLedger.check`: whatever the bytes, it answers or throws.
@_cdecl("FuzzLedger_main")
public func start(_ argc: CInt, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
    drive(argc, argv) { bytes, count in
        let input = Span(_unsafeElements: UnsafeBufferPointer(start: bytes, count: count))
        _ = try? FileLedger.check(input, name: "fuzz")
        return 0
    }
}
