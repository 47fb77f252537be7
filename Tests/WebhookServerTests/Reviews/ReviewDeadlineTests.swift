// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import WebhookServer

struct ReviewDeadlineTests {
    // Ours is 2.5 s, or half a second before the apiserver gives up.
    @Test(arguments: [
        ("timeout=30s", 2500), ("timeout=3s", 2500), ("timeout=2s", 1500), ("timeout=800ms", 300),
        ("timeout=1s&x", 500),
        ("x=1&timeout=2s", 1500), ("timeout=500ms", 0), ("timeout=0s", 0), ("", 2500), ("timeout=", 2500),
        ("timeout=s", 2500), ("timeout=2m", 2500), ("timeout=-1s", 2500), ("timeout=2", 2500), ("timeouts=1s", 2500),
        ("timeout=999999999s", 2500), ("timeout=99999999999999999999s", 2500),
    ]) func `is before the apiserver gives up`(_ query: String, _ milliseconds: Int) {
        let received = Monotonic(nanoseconds: 1_000_000_000)
        let bytes = Array(query.utf8)
        let deadline = ReviewDeadline.deadline(query: bytes.span, received: received)
        #expect(deadline.since(received) == .milliseconds(milliseconds))
    }
}
