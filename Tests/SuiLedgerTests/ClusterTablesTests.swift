// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import TestSupport
import Testing

@testable import SuiLedger

@Suite struct ClusterTablesTests {
    private static func name(_ number: Int) -> Bytes32 {
        (Address("0x\(String(number, radix: 16))") ?? Address(0)).raw
    }

    private static func account(_ sequence: UInt64, nodeID: String? = nil, ext: [UInt8] = []) -> StakeAccount {
        StakeAccount(
            amount: sequence * 3, nodeAmount: sequence + 1, unbonding: sequence + 2, unbondEpoch: sequence + 3,
            status: 2, score: 77, slashedTotal: sequence + 4, sinceMilliseconds: sequence + 5,
            weightEpoch: sequence + 6, generation: 9, nodeID: nodeID, sequence: sequence, ext: ext)
    }

    private static func seal(
        _ sequence: UInt64, id: Int, permissions: [String] = [], namespaces: [String] = [], ext: [UInt8] = []
    ) -> Seal {
        Seal(
            sealID: Address(name(id)), owner: Address(name(id + 1)), kind: 2, generation: 4, bind: name(id + 2),
            permissions: permissions, namespaces: namespaces, issuedMilliseconds: sequence * 5,
            expiresEpoch: sequence + 1, revoked: sequence % 2 == 0, sequence: sequence, ext: ext)
    }

    @Test func `an entry comes out as it went in`() {
        let tables = ClusterTables()
        let owner = Address(Self.name(7))
        let accounts = [
            Self.account(1), Self.account(2, nodeID: "node-1"), Self.account(3, nodeID: ""),
            Self.account(4, ext: [1, 2]), Self.account(5, nodeID: String(repeating: "n", count: 200), ext: [3]),
            Self.account(6), Self.account(.max / 4),
        ]
        for account in accounts {
            let isTaken = tables.insert(account, of: owner)
            #expect(isTaken && tables.account(owner) == account)
        }
        let key = SealKey(Self.name(8))
        let seals = [
            Self.seal(1, id: 3), Self.seal(2, id: 3, permissions: ["pods:read", String(repeating: "p", count: 100)]),
            Self.seal(3, id: 3, namespaces: ["team-a"]), Self.seal(4, id: 3, ext: [9]), Self.seal(5, id: 3),
        ]
        for seal in seals {
            let isTaken = tables.insert(seal, under: key)
            let found = tables.seal(id: seal.sealID)
            #expect(isTaken && tables.seal(key) == seal && found?.key == key && found?.seal == seal)
        }
        #expect(tables.counts == (1, 1))
        // Nobody is found under another's name.
        #expect(tables.account(Address(Self.name(8))) == nil && tables.seal(SealKey(Self.name(7))) == nil)
        #expect(tables.seal(id: Address(Self.name(8))) == nil)
    }

    // More than are looked at under one lock, in one part of the table and in many.
    @Test(arguments: [0, UInt.max]) func `accounts are listed by what they are`(_ mask: UInt) {
        let tables = ClusterTables(mask: mask)
        for number in 1...600 { tables.insert(Self.account(UInt64(number)), of: Address(Self.name(number))) }
        let all = tables.accounts { _ in true }
        #expect(all.count == 600 && Set(all.map(\.owner)).count == 600)
        #expect(all.allSatisfy { tables.account($0.owner) == $0.account })
        var worth: [Address: StakeSummary] = [:]
        tables.eachStake { owner, stake in
            #expect(worth[owner] == nil)
            worth[owner] = stake
        }
        #expect(worth.count == 600)
        #expect(
            all.allSatisfy { owner, account in
                worth[owner]?.amount == account.amount && worth[owner]?.status == account.status
                    && worth[owner]?.sequence == account.sequence
            })
        let rich = tables.accounts { $0.amount >= 1500 }
        #expect(Set(rich.map(\.owner)) == Set((500...600).map { Address(Self.name($0)) }))
        tables.removeAll()
        #expect(tables.accounts { _ in true }.isEmpty)
    }

    @Test func `the older of two entries, and the same one again, are refused`() {
        let tables = ClusterTables()
        let (owner, key) = (Address(Self.name(1)), SealKey(Self.name(2)))
        let accounts = [5, 4, 5, 6].map { tables.insert(Self.account($0), of: owner) }
        #expect(accounts == [true, false, false, true])
        #expect(tables.account(owner)?.sequence == 6)
        let seals = [5, 4, 5, 6].map { tables.insert(Self.seal($0, id: 3), under: key) }
        #expect(seals == [true, false, false, true])
        #expect(tables.seal(key)?.sequence == 6 && tables.seal(id: Address(Self.name(3)))?.seal.sequence == 6)
    }

    @Test(arguments: [[1, 2, 3], [3, 2, 1], [2, 3, 1], [1, 3, 2]]) func `an id is that of the key that changed last`(
        _ order: [Int]
    ) {
        // The old key dies with number 2, the new one is born with 3.
        let entries = [
            1: (SealKey(Self.name(10)), Self.seal(1, id: 3)), 2: (SealKey(Self.name(10)), Self.seal(2, id: 3)),
            3: (SealKey(Self.name(11)), Self.seal(3, id: 3)),
        ]
        let tables = ClusterTables()
        var highest = 0
        for number in order {
            guard let (key, seal) = entries[number] else { continue }
            tables.insert(seal, under: key)
            highest = max(highest, number)
            #expect(tables.seal(id: Address(Self.name(3)))?.seal.sequence == UInt64(highest))
            #expect(tables.seal(id: Address(Self.name(3)))?.key == entries[highest]?.0)
        }
        #expect(tables.counts == (0, 2))
    }

    /// No contract does this, but a node may say so: what an id leads to is never somebody else's seal.
    @Test func `a key that is given another id leaves the first without a seal`() {
        let tables = ClusterTables()
        let (key, other) = (SealKey(Self.name(10)), SealKey(Self.name(11)))
        tables.insert(Self.seal(1, id: 3), under: key)
        tables.insert(Self.seal(2, id: 4), under: key)
        #expect(tables.seal(id: Address(Self.name(3))) == nil)
        #expect(tables.seal(id: Address(Self.name(4)))?.seal.sequence == 2)
        tables.insert(Self.seal(3, id: 3), under: other)
        #expect(tables.seal(id: Address(Self.name(3)))?.key == other)
        // And back again: of two that have it the newer.
        tables.insert(Self.seal(4, id: 3), under: key)
        #expect(tables.seal(id: Address(Self.name(3)))?.key == key)
        #expect(tables.seal(id: Address(Self.name(4))) == nil)
    }

    @Test func `nothing is left of what is forgotten`() {
        let tables = ClusterTables()
        for number in 1..<500 {
            tables.insert(Self.account(9), of: Address(Self.name(number)))
            tables.insert(Self.seal(9, id: number), under: SealKey(Self.name(number)))
        }
        #expect(tables.counts == (499, 499))
        tables.removeAll()
        #expect(tables.counts == (0, 0))
        #expect((1..<500).allSatisfy { tables.account(Address(Self.name($0))) == nil })
        #expect((1..<500).allSatisfy { tables.seal(SealKey(Self.name($0))) == nil })
        #expect((1..<500).allSatisfy { tables.seal(id: Address(Self.name($0))) == nil })
        // What was older than the lie is taken now.
        let isTaken = tables.insert(Self.seal(1, id: 3), under: SealKey(Self.name(5)))
        #expect(isTaken && tables.seal(id: Address(Self.name(3)))?.seal.sequence == 1)
    }

    @Test func `lists of texts that are equal are kept once`() {
        var lists = SharedLists()
        func place(_ list: [String]) -> UnsafeRawPointer? { list.withUnsafeBytes { UnsafeRawPointer($0.baseAddress) } }
        let texts = ["pods:read", "deployments.apps:write"]
        let copies = (0..<2).map { _ in lists.shared(texts.map { String(decoding: Array($0.utf8), as: UTF8.self) }) }
        #expect(copies[0] == texts && place(copies[0]) == place(copies[1]))
        // However many there are, each comes out as it went in.
        for number in 0..<10_000 {
            let list = lists.shared(["\(number)", "x"])
            #expect(list == ["\(number)", "x"])
        }
        let nothing = lists.shared([])
        #expect(nothing == [])
    }

    /// All names apart; all in one part; all in one part and few slots; all the same to the hash.
    private static let masks: [UInt] = [.max, 0xffff_ffff, 7, 0]

    @Test(arguments: masks) func `tables grow, and lose nothing`(_ mask: UInt) {
        let tables = ClusterTables(mask: mask)
        let count = mask == .max || mask > 7 ? 5000 : 300
        for number in 0..<count {
            tables.insert(Self.account(UInt64(number + 1)), of: Address(Self.name(number)))
            tables.insert(Self.seal(UInt64(number + 1), id: number), under: SealKey(Self.name(number)))
        }
        #expect(tables.counts == (count, count))
        #expect((0..<count).allSatisfy { tables.account(Address(Self.name($0)))?.sequence == UInt64($0 + 1) })
        #expect((0..<count).allSatisfy { tables.seal(SealKey(Self.name($0)))?.sequence == UInt64($0 + 1) })
        #expect((0..<count).allSatisfy { tables.seal(id: Address(Self.name($0)))?.seal.sequence == UInt64($0 + 1) })
        #expect((count..<(2 * count)).allSatisfy { tables.account(Address(Self.name($0))) == nil })
        #expect((count..<(2 * count)).allSatisfy { tables.seal(id: Address(Self.name($0))) == nil })
    }

    @Test(arguments: Seeds.all, masks) func `tables are what dictionaries would be`(_ seed: Int, _ mask: UInt) {
        var dice = MirrorTests.Dice(state: UInt64(seed))
        let tables = ClusterTables(mask: mask)
        var accounts: [Int: StakeAccount] = [:]
        var seals: [Int: Seal] = [:]
        var faults: [String] = []
        for step in 0..<400 {
            let name = Int.random(in: 0..<60, using: &dice)
            // No two keys have a number in common, as in the contracts.
            let sequence = UInt64.random(in: 0..<20, using: &dice) * 60 + UInt64(name) + 1
            if Bool.random(using: &dice) {
                let account = Self.account(sequence, nodeID: Bool.random(using: &dice) ? "n" : nil)
                let isNewer = sequence > accounts[name]?.sequence ?? 0
                if isNewer { accounts[name] = account }
                let isTaken = tables.insert(account, of: Address(Self.name(name)))
                if isTaken != isNewer { faults.append("account \(name) in step \(step)") }
            } else {
                let seal = Self.seal(sequence, id: name / 3, permissions: name % 4 == 0 ? ["a", "b"] : [])
                let isNewer = sequence > seals[name]?.sequence ?? 0
                if isNewer { seals[name] = seal }
                let isTaken = tables.insert(seal, under: SealKey(Self.name(name)))
                if isTaken != isNewer { faults.append("seal \(name) in step \(step)") }
            }
            if Int.random(in: 0..<200, using: &dice) == 0 {
                tables.removeAll()
                (accounts, seals) = ([:], [:])
            }
            let asked = Int.random(in: 0..<70, using: &dice)
            if tables.account(Address(Self.name(asked))) != accounts[asked] { faults.append("\(asked) in \(step)") }
            if tables.seal(SealKey(Self.name(asked))) != seals[asked] { faults.append("seal \(asked) in \(step)") }
            let newest = seals.filter { $0.key / 3 == asked }.max { $0.value.sequence < $1.value.sequence }
            let found = tables.seal(id: Address(Self.name(asked)))
            if found?.seal != newest?.value || found?.key != newest.map({ SealKey(Self.name($0.key)) }) {
                faults.append("id \(asked) in \(step)")
            }
        }
        #expect(faults == [])
        #expect(tables.counts == (accounts.count, seals.count))
    }

    /// For ThreadSanitizer, and for entries that are half of one and half of another.
    @Test(arguments: [UInt.max, 3]) func `many read while one writes, and see whole entries that never get older`(
        _ mask: UInt
    ) throws {
        let tables = ClusterTables(mask: mask)
        let faults = Locked<[String]>([])
        let isOver = Locked(false)
        let readers = try (0..<2).map { reader in
            try SharedThread(name: "reader") {
                var (accounts, seals) = ([UInt64](repeating: 0, count: 50), [UInt64](repeating: 0, count: 50))
                var round = reader
                while !isOver.withLock({ $0 }) {
                    round += 7
                    let number = round % 50
                    if let account = tables.account(Address(Self.name(number))) {
                        let isWhole = account == Self.account(account.sequence, nodeID: "node")
                        if !isWhole || account.sequence < accounts[number] { faults.withLock { $0.append("account") } }
                        accounts[number] = account.sequence
                    }
                    if let (key, seal) = tables.seal(id: Address(Self.name(number))) {
                        let isWhole = seal == Self.seal(seal.sequence, id: number, permissions: ["p"])
                        let isNewer = tables.seal(key)?.sequence ?? 0 >= seal.sequence
                        let isRight = isWhole && isNewer && seal.sequence >= seals[number]
                        if !isRight { faults.withLock { $0.append("seal") } }
                        seals[number] = seal.sequence
                    }
                }
            }
        }
        for step in 1..<5000 {
            let (number, sequence) = (step % 50, UInt64(step))
            tables.insert(Self.account(sequence, nodeID: "node"), of: Address(Self.name(number)))
            // Each id goes from key to key.
            tables.insert(
                Self.seal(sequence, id: number, permissions: ["p"]), under: SealKey(Self.name(step % 350)))
        }
        isOver.withLock { $0 = true }
        for reader in readers { reader.join() }
        #expect(faults.withLock { $0 } == [])
        #expect(tables.counts == (50, 350))
    }
}
