// SPDX-License-Identifier: Apache-2.0
import Crypto
import Glibc
import Kernel
import Reviews
import Wire

@testable import HTTPServer
@testable import SuiLedger
@testable import WebhookServer

/// Prints the median of a few runs of `body`, each long enough to be timed; the least is the result.
@discardableResult
func measure(_ name: String, bytes: Int, _ body: () -> Bool) -> Double {
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
    return runs[0]
}

switch CommandLine.arguments.dropFirst().first {
case "decisions":
    try PolicyBenchmark.run()
    exit(0)
case "attestation":
    try AttestationBenchmark.run()
    exit(0)
case "audit":
    try AuditBenchmark.run(CommandLine.arguments.dropFirst(2).first)
    exit(0)
default: break
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

try TokenBenchmark.run()
try PolicyBenchmark.run()
try AttestationBenchmark.run()

// What the chain sends and what is signed: a section of its own, because it is counted in events and signatures.
print("\n| ledger | per second (least–median–most) |")
print("|---|---|")

/// Prints how many of something are done in a second; `body` says how many it did.
func rate(_ name: String, _ body: () -> Int) {
    var runs: [Double] = []
    for _ in 0..<7 {
        var count = 0
        let start = Monotonic.now
        var elapsed = UInt64(0)
        repeat {
            let done = body()
            guard done > 0 else { fatalError("\(name) was refused") }
            count += done
            elapsed = Monotonic.now.since(start).wholeNanoseconds
        } while elapsed < 150_000_000
        runs.append(Double(count) * 1_000_000_000 / Double(elapsed))
    }
    runs.sort()
    print("| \(name) | \(Int(runs[0]))–\(Int(runs[3]))–\(Int(runs[6])) |")
}

for (name, source) in [("events followed, as events", FollowSource.events), ("as checkpoints", .checkpoints)] {
    // Each event is new once: as many frames as the runs may need are made before.
    var runs: [Int] = []
    for _ in 0..<5 {
        var benchmark = LedgerBenchmark(source)
        let frames = benchmark.frames(50_000)
        let start = Monotonic.now
        guard benchmark.follow(frames) == 50_000 else { fatalError("\(name): not all were told") }
        runs.append(Int(50_000 * 1_000_000_000 / Monotonic.now.since(start).wholeNanoseconds))
    }
    runs.sort()
    print("| \(name) | \(runs[0])–\(runs[2])–\(runs[4]) |")
    // Fewer than the network could send of ours would mean that a follower falls behind.
    guard runs[4] >= 50_000 else { fatalError("\(name): fewer than 50,000 a second") }
}

let account = LedgerBenchmark.account
let accountBytes = account.bcs
rate("bytes of an account written in BCS") { (0..<1000).reduce(0) { sum, _ in sum + account.bcs.count } }
rate("bytes of an account read from BCS") {
    (0..<1000).reduce(0) { sum, _ in
        (try? StakeAccount(bcs: accountBytes.span)) == account ? sum + accountBytes.count : 0
    }
}
for curve in [Curve.ed25519, .secp256k1, .secp256r1] {
    let key = try PrivateKey(curve, copying: Array(repeating: 3, count: 32).span)
    let message = Array("a message of the usual length, as a login or a transaction has it".utf8)
    let signature = try key.sign(message, intent: .personalMessage)
    rate("signatures checked, \(curve)") { signature.isValid(over: message, intent: .personalMessage) ? 1 : 0 }
}
