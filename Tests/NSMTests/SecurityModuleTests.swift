// SPDX-License-Identifier: Apache-2.0
import Kernel
import NSM
import Testing

struct SecurityModuleTests {
    static let random = NSMResponse.random([7])
    static var soon: Monotonic { Monotonic.now.advanced(by: .milliseconds(10)) }

    /// A module whose only call has begun and does not end, with its transport.
    private static func stalled(
        _ collected: Answers, answering answers: [Result<NSMResponse, NSMError>] = [.success(random)]
    ) throws -> (SecurityModule, FakeTransport) {
        let transport = FakeTransport(isOpen: false, answers)
        let module = try SecurityModule(transport)
        module.submit(.random, collected.completion(0))
        transport.waitUntilAsked(1)
        return (module, transport)
    }

    @Test func `questions are asked in their order, one at a time`() throws {
        let answers = Answers()
        let (module, transport) = try Self.stalled(answers)
        module.submit(.describePCR(1), answers.completion(1))
        module.submit(.random, answers.completion(2))
        #expect(transport.requests.count == 1)
        transport.open()
        #expect(answers.of(0) == .success(Self.random))
        // Random bytes are no register.
        #expect(answers.of(1) == .failure(.malformed))
        #expect(answers.of(2) == .success(Self.random))
        let random = try NSMRequest.random.encoded()
        #expect(transport.requests == [random, try NSMRequest.describePCR(1).encoded(), random])
    }

    @Test func `eight may wait, the ninth is told at once`() throws {
        let answers = Answers()
        let (module, transport) = try Self.stalled(answers)
        for caller in 1...8 { module.submit(.random, answers.completion(caller)) }
        #expect(module.statistics.waiting == 8)
        #expect((1...8).allSatisfy { !answers.has($0) })
        module.submit(.random, answers.completion(9))
        #expect(answers.has(9))
        #expect(answers.of(9) == .failure(.busy))
        transport.open()
        let all = answers.all(10)
        #expect((0...8).allSatisfy { all[$0] == [.success(Self.random)] })
        module.submit(.random, answers.completion(10))
        #expect(answers.of(10) == .success(Self.random))
        #expect(module.statistics.failures == [.busy: 1])
        #expect(module.statistics.calls == 10)
    }

    @Test func `a caller gives up while the module is being asked, and others go on waiting`() throws {
        let answers = Answers()
        let (module, transport) = try Self.stalled(answers)
        module.submit(.describe, until: Self.soon, answers.completion(1))
        module.submit(.random, answers.completion(2))
        #expect(answers.of(1) == .failure(.timedOut))
        #expect(!answers.has(0))
        #expect(!answers.has(2))
        #expect(module.statistics.waiting == 1)
        transport.open()
        #expect(answers.of(2) == .success(Self.random))
        // Who had given up was not asked for.
        #expect(transport.requests.count == 2)
        #expect(module.statistics.failures == [.timedOut: 1])
    }

    @Test func `who gives up during their own call is told once, and the late answer is nobody's`() throws {
        let answers = Answers()
        let transport = FakeTransport(isOpen: false, [.success(Self.random)])
        let module = try SecurityModule(transport)
        module.submit(.random, until: Self.soon, answers.completion(0))
        #expect(answers.of(0) == .failure(.timedOut))
        module.submit(.random, answers.completion(1))
        transport.open()
        #expect(answers.of(1) == .success(Self.random))
        #expect(answers.all(2)[0] == [.failure(.timedOut)])
    }

    @Test func `a deadline that has passed is not waited for`() throws {
        let answers = Answers()
        let (module, transport) = try Self.stalled(answers)
        module.submit(.random, until: Monotonic(nanoseconds: 0), answers.completion(1))
        #expect(answers.has(1))
        #expect(answers.of(1) == .failure(.timedOut))
        transport.open()
        #expect(answers.of(0) == .success(Self.random))
        #expect(transport.requests.count == 1)
    }

    @Test func `a place that somebody has given up is free`() throws {
        let answers = Answers()
        let (module, transport) = try Self.stalled(answers)
        for caller in 1...8 { module.submit(.random, until: Self.soon, answers.completion(caller)) }
        #expect((1...8).allSatisfy { answers.of($0) == .failure(.timedOut) })
        for caller in 9...16 { module.submit(.random, answers.completion(caller)) }
        transport.open()
        #expect((9...16).allSatisfy { answers.of($0) == .success(Self.random) })
    }

    @Test func `a module that is lost is asked no more, and everybody is told`() throws {
        let answers = Answers()
        let (module, transport) = try Self.stalled(answers, answering: [.failure(.lost), .success(Self.random)])
        for caller in 1...3 { module.submit(.random, answers.completion(caller)) }
        #expect(!module.isLost)
        transport.open()
        let all = answers.all(4)
        #expect((0...3).allSatisfy { all[$0] == [.failure(.lost)] })
        #expect(module.isLost)
        module.submit(.random, answers.completion(4))
        #expect(answers.has(4))
        #expect(answers.of(4) == .failure(.lost))
        #expect(throws: NSMError.lost) { _ = try module.describe() }
        #expect(transport.requests.count == 1)
        #expect(module.statistics.failures == [.lost: 6])
    }

    @Test func `a module that is lost after its caller gave up is lost all the same`() throws {
        let answers = Answers()
        let transport = FakeTransport(isOpen: false, [.failure(.lost), .success(Self.random)])
        let module = try SecurityModule(transport)
        module.submit(.random, until: Self.soon, answers.completion(0))
        #expect(answers.of(0) == .failure(.timedOut))
        module.submit(.random, answers.completion(1))
        transport.open()
        #expect(answers.of(1) == .failure(.lost))
        #expect(module.isLost)
    }

    static let failures: [NSMError] = [
        .truncated, .malformed, .invalidLength, .system(SystemError(call: "ioctl", errno: 14)),
    ]

    @Test(arguments: failures) func `another failure is this question's, and not the next one's`(
        _ failure: NSMError
    ) throws {
        let module = try SecurityModule(FakeTransport([.failure(failure), .success(Self.random)]))
        #expect(throws: failure) { _ = try module.random() }
        #expect(try module.random() == [7])
        #expect(!module.isLost)
        #expect(module.statistics.failures == [failure.code: 1])
    }

    @Test func `what the module refuses is said by its name`() throws {
        let module = try SecurityModule(FakeTransport([.success(.error(.readOnlyIndex))]))
        #expect(throws: NSMError.device(.readOnlyIndex)) { _ = try module.extend(0, by: [1]) }
    }

    @Test func `what is interrupted is asked again, if that changes nothing`() throws {
        let transport = FakeTransport([.failure(.interrupted), .failure(.interrupted), .success(Self.random)])
        let module = try SecurityModule(transport)
        #expect(try module.random() == [7])
        #expect(transport.requests.count == 3)
        #expect(module.statistics.calls == 3)
        #expect(module.statistics.failures.isEmpty)
    }

    @Test func `what is interrupted for ever is asked three times`() throws {
        let transport = FakeTransport([.failure(.interrupted)])
        let module = try SecurityModule(transport)
        #expect(throws: NSMError.interrupted) { _ = try module.random() }
        #expect(transport.requests.count == 3)
    }

    @Test func `a register is not extended a second time because a signal came`() throws {
        let transport = FakeTransport([.failure(.interrupted)])
        let module = try SecurityModule(transport)
        #expect(throws: NSMError.interrupted) { _ = try module.extend(16, by: [1]) }
        #expect(transport.requests.count == 1)
    }

    @Test func `bytes that are no answer are refused`() throws {
        let module = try SecurityModule(FakeTransport { _ in [0xff, 0xff] })
        #expect(throws: NSMError.malformed) { _ = try module.describe() }
    }

    @Test func `what a device would not take reaches no device`() throws {
        let transport = FakeTransport([.success(Self.random)])
        let module = try SecurityModule(transport)
        let long: [UInt8] = .init(repeating: 0, count: 5000)
        #expect(throws: NSMError.invalidLength) { _ = try module.extend(16, by: long) }
        #expect(throws: NSMError.invalidLength) { _ = try module.attest(nonce: long) }
        #expect(transport.requests.isEmpty)
    }

    @Test func `who still waits when the module is dropped is told`() throws {
        let answers = Answers()
        var transport: FakeTransport?
        do {
            let (module, stalled) = try Self.stalled(answers)
            transport = stalled
            module.submit(.random, answers.completion(1))
        }
        #expect(answers.of(1) == .failure(.lost))
        transport?.open()
        #expect(answers.of(0) == .success(Self.random))
    }

    @Test func `answers have the type of their question`() throws {
        let value: [UInt8] = .init(repeating: 5, count: 48)
        let description = NSMDescription(
            version: .init(1, 0, 0), moduleID: "i-0-enc0", registers: 32, lockedRegisters: [], digest: "SHA384")
        let transport = FakeTransport([
            .success(.describe(description)), .success(.describePCR(PCRState(isLocked: false, value: value))),
            .success(.extendPCR(value)), .success(.lockPCRs), .success(.attest([1])), .success(.random([2])),
        ])
        let module = try SecurityModule(transport)
        #expect(try module.describe() == description)
        #expect(try module.register(16) == PCRState(isLocked: false, value: value))
        #expect(try module.extend(16, by: [1]) == value)
        try module.lock(below: 32)
        #expect(try module.attest(userData: [1], nonce: [2], publicKey: [3]) == [1])
        #expect(try module.random() == [2])
        #expect(
            transport.requests == [
                try NSMRequest.describe.encoded(), try NSMRequest.describePCR(16).encoded(),
                try NSMRequest.extendPCR(16, [1]).encoded(), try NSMRequest.lockPCRs(32).encoded(),
                try NSMRequest.attest(userData: [1], nonce: [2], publicKey: [3]).encoded(),
                try NSMRequest.random.encoded(),
            ])
    }

    // Callers from eight threads, some of whom give up: everybody is told exactly once.
    @Test func `everybody is told once, however it ends`() throws {
        let answers = Answers()
        let transport = FakeTransport([.success(Self.random)])
        let module = try SecurityModule(transport)
        let threads = try (0..<8).map { thread in
            try SharedThread(name: "caller") {
                for call in 0..<200 {
                    let caller = thread * 200 + call
                    let patience = Duration.microseconds(call % 5 * 40)
                    let deadline = call.isMultiple(of: 3) ? nil : Monotonic.now.advanced(by: patience)
                    module.submit(.random, until: deadline, answers.completion(caller))
                }
            }
        }
        for thread in threads { thread.join() }
        let all = answers.all(1600)
        #expect(all.values.allSatisfy { $0.count == 1 })
        let ends: [Answers.Answer] = [.success(Self.random), .failure(.busy), .failure(.timedOut)]
        #expect(all.values.allSatisfy { ends.contains($0[0]) })
    }
}
