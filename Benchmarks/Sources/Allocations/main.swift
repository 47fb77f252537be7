// SPDX-License-Identifier: Apache-2.0
import Crypto
import Glibc
import Kernel
import SuiLedger

@testable import SealAuthN

// Allocations   counts what deciding tokens takes from the heap, with a copy of a cluster that is fresh and complete; fails where that is
// anything. malloc-count.so must be preloaded: it is what counts.
typealias Counter = @convention(c) () -> UInt64
guard let symbol = dlsym(nil, "k3s_daas_allocations") else { fatalError("LD_PRELOAD=malloc-count.so is missing") }
let allocations = unsafeBitCast(symbol, to: Counter.self)

/// Nobody is asked: what would be looked up, is a fault.
struct NobodyToAsk: EntrySource {
    func ask(
        _ name: EntryName, agreement: Int, timeout: Duration,
        completion: @escaping @Sendable (Result<EntryAnswer, LedgerError>) -> Void
    ) { fatalError("a look-up") }
}

let cluster = Address(7)
let tables = ClusterTables()
var hasher = try SealHasher(clusterId: cluster.raw)
var sealed: [[UInt8]] = []
var signed: [[UInt8]] = []
var forged: [[UInt8]] = []
for number in 0..<1000 {
    var seed = Array(repeating: UInt8(3), count: 32)
    (seed[0], seed[1]) = (UInt8(truncatingIfNeeded: number), UInt8(number >> 8))
    let key = try PrivateKey(.ed25519, copying: seed.span)
    let owner = Address(key.publicKey)
    let token = Array(("seal_" + seed.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()).utf8)
    guard hasher.take(token.span) else { fatalError("not a token") }
    tables.insert(
        StakeAccount(
            amount: [500_000_000, 2_000_000_000, 5_000_000_000, 10_000_000_000][number % 4], nodeAmount: 0,
            unbonding: 0, unbondEpoch: 0, status: 1, score: 100, slashedTotal: 0,
            sinceMilliseconds: 1_795_212_180_500, weightEpoch: 0, generation: 0, nodeID: nil, sequence: 1, ext: []),
        of: owner)
    tables.insert(
        Seal(
            sealID: owner, owner: owner, kind: 1, generation: 0,
            bind: try hasher.bind(to: owner.raw), permissions: [], namespaces: [],
            issuedMilliseconds: 1_795_212_180_500, expiresEpoch: 930, revoked: false, sequence: 1, ext: []),
        under: SealKey(try hasher.key()))
    sealed.append(token)
    let claims = try TokenClaims.make(
        cluster: cluster, audience: "https://kubernetes.default.svc.cluster.local", now: .now, lifetime: .seconds(600))
    let signature = try key.sign(claims.message, intent: .personalMessage)
    signed.append(Array(SignedToken.text(claims, signature).utf8))
    // The scheme, 64 bytes of signature, the key that it is said to be by.
    var bytes = signature.bytes
    bytes[33] ^= 1
    forged.append(Array(SignedToken.text(claims, try UserSignature(bytes)).utf8))
}
let strangers = sealed.map { token in Array(token.dropLast(2)) + Array("zz".utf8) }
let unknown = sealed.map { token in Array(token.dropLast(2)) + Array("ff".utf8) }
let mark = FollowMark(
    checkpoint: 9, rose: .now, timestamp: UInt64(WallTime.now.nanoseconds / 1_000_000), epoch: 5, isComplete: true,
    isLive: true,
    thresholds: TierThresholds(
        viewer: 500_000_000, developer: 2_000_000_000, admin: 5_000_000_000, superuser: 10_000_000_000))
let directory = IdentityDirectory(
    DirectorySettings(cluster: cluster), tables: tables, mark: { mark }, source: NobodyToAsk())
var authenticator = try SealAuthenticator(directory)
let audiences = directory.settings.audiences.set(named: "https://kubernetes.default.svc.cluster.local")
// The copy stays fresh: time stands still.
let present = Moment.now
let rounds = 1_000_000
var isClean = true
print("| decided a million times | good | ns | allocations each |\n|---|---|---|---|")
for (name, tokens, isGood, isFree) in [
    ("Seal tokens", sealed, true, true), ("signed tokens, remembered", signed, true, true),
    ("unknown seals", unknown, false, true), ("what is no token", strangers, false, true),
    ("forged signatures", forged, false, false),
] {
    func decide(_ count: Int) -> Int {
        var good = 0
        for round in 0..<count {
            let token = tokens[round % tokens.count]
            let decision = authenticator.authenticate(token.span, for: audiences, at: present)
            if case .decided(.accepted) = decision { good += 1 }
        }
        return good
    }
    // The first time somebody is seen may cost something, and the first signatures in a name are checked.
    for _ in 0..<32 { _ = decide(tokens.count) }
    let (before, start) = (allocations(), Monotonic.now)
    let good = decide(rounds)
    let (taken, elapsed) = (allocations() - before, Monotonic.now.since(start).wholeNanoseconds)
    guard good == (isGood ? rounds : 0) else { fatalError("\(name): \(good) of \(rounds)") }
    print("| \(name) | \(good) | \(elapsed / UInt64(rounds)) | \(Double(taken) / Double(rounds)) |")
    // What other threads take is not a millionth of it.
    if isFree && taken > 10 { isClean = false }
}
guard isClean else {
    print("a decision allocates")
    exit(1)
}
