import Kernel
import Wire

// SPDX-License-Identifier: Apache-2.0
@testable import HTTPServer
@testable import WebhookServer

/// Prints the median of a few runs of `body`, each long enough to be timed.
func measure(_ name: String, bytes: Int, _ body: () -> Bool) {
    var runs: [Double] = []
    for _ in 0..<7 {
        var count = 0
        let start = Monotonic.now
        var elapsed = UInt64(0)
        repeat {
            for _ in 0..<32 where !body() { fatalError("\(name) was refused") }
            count += 32
            elapsed = Monotonic.now.since(start).wholeNanoseconds
        } while elapsed < 150_000_000
        runs.append(Double(elapsed) / Double(count))
    }
    runs.sort()
    let (least, median, most) = (Int(runs[0]), Int(runs[3]), Int(runs[6]))
    let rate = (Double(bytes) / runs[3] * 100).rounded() / 100
    print("| \(name) | \(bytes) | \(least)–\(median)–\(most) | \(rate) |")
}

print("| what | bytes | ns (min–median–max) | GB/s |")
print("|---|---|---|---|")

let head = Array(Documents.head.utf8)
var heads = HeadParser(limits: HeadLimits())
measure("a request's head", bytes: head.count) {
    heads.reset()
    if case .complete = heads.parse(head.span) { return true }
    return false
}

var parser = try JSONParser(maximumBytes: 20 << 20)
let review = Array(Documents.tokenReview(900).utf8)
measure("TokenReview", bytes: review.count) {
    (try? parser.withDocument(review.span) { root throws(ReviewError) in !(try TokenReview(root)).token.isEmpty })
        ?? false
}
for (name, text) in [
    ("AdmissionReview, 4 KiB", Documents.manyFields(4 << 10)),
    ("AdmissionReview, 1 MiB of small fields", Documents.manyFields(1 << 20)),
    ("AdmissionReview, 1 MiB in one string", Documents.oneString(1 << 20)),
] {
    let bytes = Array(text.utf8)
    measure(name, bytes: bytes.count) {
        (try? parser.withDocument(bytes.span) { root throws(ReviewError) in
            let review = try AdmissionReview(root)
            return review.operation == .create && review.object != nil
        }) ?? false
    }
}
