// SPDX-License-Identifier: Apache-2.0
import EnclaveSimulator
import FuzzDriver
import NSM

/// Feeds each input, after a byte that says what it is, to what reads a security module's answers, or to a simulated module.
///
/// Whatever is read means the same once it is written again; a module answers everything, and what was locked stays as it was.
@_cdecl("FuzzNSM_main")
public func start(_ argc: CInt, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
    drive(argc, argv) { bytes, count in
        guard count > 0 else { return 0 }
        let input = Array(UnsafeBufferPointer(start: bytes, count: count))
        if input[0] & 1 == 0 { readResponse(Array(input.dropFirst())) } else { readRequest(Array(input.dropFirst())) }
        return 0
    }
}

private let module = try? SimulatedModule()

private func readResponse(_ input: [UInt8]) {
    guard let response = try? NSMResponse(input.span) else { return }
    let written = response.encoded()
    require((try? NSMResponse(written.span)) == response, "an answer means what it meant")
}

private func readRequest(_ input: [UInt8]) {
    if let request = NSMRequest(input.span), let written = try? request.encoded() {
        require(NSMRequest(written.span) == request, "a request means what it meant")
    }
    guard let module, (1...NSMLimits.request).contains(input.count) else { return }
    let before = module.registers
    guard let answer = try? module.exchange(input) else { return require(false, "a request is answered") }
    require(answer.count < NSMLimits.response, "an answer fits")
    require((try? NSMResponse(answer.span)) != nil, "an answer can be read")
    let after = module.registers
    for index in before.lockedIndices {
        require(after.isLocked[Int(index)], "what is locked stays locked")
        require(after.values[Int(index)] == before.values[Int(index)], "what is locked stays as it is")
    }
}
