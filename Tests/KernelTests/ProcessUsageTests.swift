// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

@testable import Kernel

struct ProcessUsageTests {
    // proc(5): pid (comm) state ppid pgrp session tty tpgid flags minflt cminflt majflt cmajflt utime stime …
    static let tail = " S 1 2 3 4 -1 6 7 8 9 10 1414 1515 16 17 18 19 2020 0 2222 2323 2424 25 26\n"

    @Test(arguments: ["(webhook-server)", "(a b)", "(a) S 9 (b)", "())", "(\n)"])
    func `reads the fields behind the name, whatever the name is`(_ name: String) throws {
        let read = ProcessStat(Array("77 \(name)\(Self.tail)".utf8).span)
        let stat = try #require(read)
        #expect(stat.userTicks == 1414 && stat.systemTicks == 1515 && stat.threads == 2020)
        #expect(stat.startTicks == 2222 && stat.virtualBytes == 2323 && stat.residentPages == 2424)
    }

    @Test func `refuses every beginning of the file that lacks a field`() {
        let whole = Array("77 (name)\(Self.tail)".utf8)
        // The last field that we use ends before " 25 26\n".
        let enough = whole.count - " 25 26\n".utf8.count
        for length in 0...whole.count {
            let isRead = ProcessStat(whole[0..<length].span) != nil
            // One digit of field 24 already makes a field.
            #expect(isRead == (length > enough - 4), "\(length)")
        }
    }

    @Test func `finds the boot time at the beginning of a line alone`() {
        func boot(_ text: String) -> UInt64? { ProcessStat.bootTime(Array(text.utf8).span) }
        #expect(boot("cpu 1 2\nbtime 1767225600\nctxt 5\n") == 1_767_225_600)
        #expect(boot("btime 1") == 1)
        #expect(boot("xbtime 1\nnobtime 2\n") == nil)
        #expect(boot("btime \n") == nil)
        #expect(boot("btime 99999999999999999999\n") == nil)
        #expect(boot("") == nil)
        #expect(boot("btime") == nil)
    }

    @Test func `agrees with what the process knows of itself`() throws {
        let usage = try ProcessUsage.now()
        #expect(usage.residentBytes > 1 << 20 && usage.virtualBytes > usage.residentBytes)
        #expect(usage.threads >= 1)
        #expect(usage.cpuNanoseconds < 3_600_000_000_000)
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        #expect(usage.descriptorLimit == (limit.rlim_cur == rlim_t.max ? nil : UInt64(limit.rlim_cur)))
        let start = Int64(usage.startNanoseconds)
        #expect(start < WallTime.now.nanoseconds + 2_000_000_000)
        #expect(start > WallTime.now.nanoseconds - 86_400_000_000_000)
    }

    @Test func `counts descriptors without its own`() async {
        // In a process of its own, where nobody else opens any.
        await #expect(processExitsWith: .exitCode(42)) {
            let before = try ProcessUsage.now().openDescriptors
            for _ in 0..<5 { _ = dup(STDERR_FILENO) }
            guard try ProcessUsage.now().openDescriptors == before + 5 else { exit(1) }
            exit(42)
        }
    }

    #if DEBUG
        @Test(arguments: ["open", "read", "opendir", "getrlimit"])
        func `tells which call failed`(_ call: String) {
            Faults.$only.withValue(call) {
                Faults.$queue.withValue(Locked([EMFILE])) {
                    #expect { try ProcessUsage.now() } throws: {
                        ($0 as? SystemError)?.call.description == call && ($0 as? SystemError)?.errno == EMFILE
                    }
                }
            }
        }
    #endif
}
