// SPDX-License-Identifier: Apache-2.0
import FuzzDriver
import PolicyFile

/// Feeds each input to `PolicyFile.parse`: whatever the bytes, it answers or throws, and what it took it takes again as written.
@_cdecl("FuzzPolicy_main")
public func start(_ argc: CInt, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
    drive(argc, argv) { bytes, count in
        let input = Span(_unsafeElements: UnsafeBufferPointer(start: bytes, count: count))
        guard let loaded = try? PolicyFile.parse(input, name: "fuzz") else { return 0 }
        let text = PolicyText.text(of: loaded.policy)
        let written = Array(text.utf8)
        // What is written says more than it must, and may then be more than a file may have.
        guard written.count <= PolicyFile.maxSize else { return 0 }
        guard let again = try? PolicyFile.parse(written.span, name: "fuzz") else {
            fatalError("not read again: \(text)")
        }
        guard PolicyText.text(of: again.policy) == text else { fatalError("not written again: \(text)") }
        return 0
    }
}
