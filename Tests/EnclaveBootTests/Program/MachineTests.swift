// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import EnclaveBoot

@Suite struct MachineTests {
    /// A parent that reads a beat and answers with bytes of the test's choice.
    private static func beat(answering answer: [UInt8]) throws -> (failure: StreamError?, heard: [UInt8]) {
        let folder = try TemporaryFolder()
        let endpoint = Endpoint.unix(folder.path + "/parent")
        let listener = SharedDescriptor(try endpoint.listen())
        let heard = Locked<[UInt8]>([])
        let parent = try BackgroundThread(name: "parent") {
            let deadline = Monotonic.now.advanced(by: .seconds(60))
            guard let listener = listener.take(), let stream = try? listener.accept(until: deadline) else { return }
            let bytes = (try? stream.readExactly(1, until: deadline)) ?? []
            heard.withLock { $0 = bytes }
            try? stream.writeAll(answer.span, until: deadline)
        }
        var failure: StreamError?
        do throws(StreamError) { try Machine.beatHeart(of: endpoint) } catch { failure = error }
        parent.join()
        return (failure, heard.withLock { $0 })
    }

    // What AWS's own first process sends and waits for.
    @Test func `a heart beats once there and once back`() throws {
        let (failure, heard) = try Self.beat(answering: [0xB7])
        #expect(failure == nil)
        #expect(heard == [0xB7])
    }

    @Test(arguments: [[0x00], []] as [[UInt8]]) func `a parent that answers something else is none`(
        _ answer: [UInt8]
    ) throws {
        let (failure, heard) = try Self.beat(answering: answer)
        #expect(failure != nil)
        #expect(heard == [0xB7])
    }

    @Test func `a small file of the kernel's is read without its line's end`() throws {
        let folder = try TemporaryFolder()
        let machine = Machine(services: Services(programs: ProgramBoard([]), log: try LogFile(in: folder).log))
        let text = machine.kernelText("/proc/sys/kernel/ostype")
        #expect(text == "Linux")
        #expect(machine.kernelText("/proc/sys/kernel/nothing") == nil)
    }

    @Test func `a mount that is there stays as it is`() throws {
        let folder = try TemporaryFolder()
        let machine = Machine(services: Services(programs: ProgramBoard([]), log: try LogFile(in: folder).log))
        try machine.mount(Mount("proc", at: "/proc"))
    }
}
