// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

@testable import Kernel

@Suite struct ProcessEndTests {
    @Test func `no library is asked before the end`() async {
        await #expect(processExitsWith: .exitCode(7)) {
            atexit { _exit(9) }
            ProcessEnd.leave(7)
        }
    }

    @Test func `what was written before is there`() async throws {
        let result = try await #require(processExitsWith: .exitCode(0), observing: [\.standardOutputContent]) {
            _ = StandardStream.output.write("the last word")
            ProcessEnd.leave(0)
        }
        let text = String(decoding: result.standardOutputContent, as: UTF8.self)
        #expect(text.contains("the last word"))
    }
}
