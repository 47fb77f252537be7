// SPDX-License-Identifier: Apache-2.0
import EnclaveSimulator
import Glibc
import Kernel

@testable import Attestation

/// What believing an enclave costs, beside what no verifier can spare: six signatures of P-384.
struct AttestationBenchmark {
    /// More than this many times the six signatures would be our own making.
    private static let most = 1.5
    private static let signatures = 6
    private static let rounds = 40
    private static let now = WallTime(seconds: 1_795_212_180)

    /// Processor time of this thread: milliseconds of arithmetic are interrupted wherever something else runs as well.
    private static func cost(_ body: () -> Bool) -> Double {
        func clock() -> Double {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return Double(time.tv_sec) * 1_000_000 + Double(time.tv_nsec) / 1000
        }
        let start = clock()
        guard body() else { fatalError("what was to be believed was refused") }
        return clock() - start
    }

    /// Prints a line for each; ends the run where a verification takes too long.
    static func run() throws {
        let maker = try DocumentMaker(at: now)
        let nonce = [UInt8](repeating: 2, count: 32)
        let draft = try maker.draft(at: now, publicKey: .init(repeating: 1, count: 32), nonce: nonce)
        let bytes = try maker.document(draft)
        let root = TrustRoot.only(sha256OfDER: try maker.hierarchy.rootFingerprint())
        let verifier = Verifier(root: root, policy: .any)
        let freshness = Freshness.live(now: now, maxAge: .seconds(60))
        let document = try UnverifiedDocument(bytes.span)
        let key = try CertificateChain(document, from: root).verifiedKey(at: now)
        // As long as what is signed in a certificate.
        let message = [UInt8](repeating: 3, count: 600)
        let signature = try DocumentSignature(try maker.hierarchy.leaf.key.sign(message))

        print("\n| attestation | µs of processor time (least–median–most) |")
        print("|---|---|")
        // By turns: the machine's clock moves.
        var (bare, whole, read): ([Double], [Double], [Double]) = ([], [], [])
        for _ in 0..<rounds {
            bare.append(
                cost { (0..<signatures).allSatisfy { _ in (try? key.isValid(signature, over: message)) == true } })
            whole.append(
                cost {
                    guard let document = try? UnverifiedDocument(bytes.span),
                        case .attested = verifier.verify(document, freshness: freshness, nonce: nonce)
                    else { return false }
                    return true
                })
            read.append(cost { (0..<100).allSatisfy { _ in (try? UnverifiedDocument(bytes.span)) != nil } } / 100)
        }
        for (name, costs) in [
            ("six signatures of P-384", bare), ("a document read and verified", whole), ("a document read", read),
        ] {
            let sorted = costs.sorted()
            print("| \(name) | \(Int(sorted[0]))–\(Int(sorted[rounds / 2]))–\(Int(sorted[rounds - 1])) |")
        }
        let ratio = zip(whole, bare).map { $0 / $1 }.sorted()[rounds / 2]
        print("| a verification in sixes of signatures, median | \((ratio * 100).rounded() / 100) |")
        guard ratio <= most else { fatalError("a verification takes more than \(most) times its signatures") }
    }
}
