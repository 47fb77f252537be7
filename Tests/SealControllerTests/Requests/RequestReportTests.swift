// SPDX-License-Identifier: Apache-2.0
import Bytes
import Glibc
import Kernel
import KubeClient
import SuiLedger
import Telemetry
import Testing

@testable import SealController

/// What the log and the metrics say of requests.
struct RequestReportTests {
    /// A report whose log and metrics can be read; gone with its owner.
    private final class Ground {
        struct Unavailable: Error {}

        let report: RequestReport
        private let registry = Registry()
        private let folder: String
        private let sink: LineSink

        init() throws {
            var template = Array("/tmp/k3s-daas-report-XXXXXX".utf8CString)
            guard let made = mkdtemp(&template) else { throw Unavailable() }
            folder = String(cString: made)
            sink = try LineSink(.file("\(folder)/log"))
            report = RequestReport(metrics: RequestMetrics(in: registry), log: Log(to: sink))
        }

        deinit { try? Folder.remove(folder) }

        /// The lines so far, without what they begin with.
        func lines() throws -> [String] {
            #expect(sink.flush(within: .seconds(300)))
            let bytes = try FileContents.read("\(folder)/log", limit: 1 << 20).bytes
            return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { line in
                line.split(separator: " ").drop { !$0.hasPrefix("level=") }.joined(separator: " ")
            }
        }

        /// The samples that are not 0, but for buckets.
        func samples() -> [String] {
            var text = ByteBuffer()
            registry.render(into: &text)
            let lines = String(decoding: text.bytes, as: UTF8.self).split(separator: "\n").map(String.init)
            return lines.filter { !$0.hasPrefix("#") && !$0.contains("_bucket{") && !$0.hasSuffix(" 0") }.map {
                $0.hasPrefix("k3s_daas_controller_") ? String($0.dropFirst("k3s_daas_controller_".count)) : $0
            }
        }
    }

    private static let request = RequestTableTests.request(1, 1)
    private static let submitter = "0x" + String(repeating: "0", count: 62) + "21"
    private static let fields = "submitter=\(submitter) resource=configmaps namespace=team-a name=a"

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var note: RequestNote
        var line: String?
        var samples: [String]
    }

    static let cases: [Case] = [
        Case(
            testDescription: "what the chain took is said by what follows", note: .told(.assign(3, to: Address(7))),
            line: nil, samples: []),
        Case(
            testDescription: "what it did not take", note: .notTaken(.assign(3, to: Address(7)), .unfit),
            line: #"level=info msg="the chain did not take what was decided about a request" request=3 reply=unfit"#,
            samples: ["request_steps_refused_total 1"]),
        Case(
            testDescription: "an end that it did not take",
            note: .notTaken(.finish(4, isDone: true, result: "a secret sentence"), .later),
            line: #"level=info msg="the chain did not take what was decided about a request" request=4 reply=later"#,
            samples: ["request_steps_refused_total 1"]),
        Case(
            testDescription: "once more", note: .again(5, .timeout),
            line: #"level=info msg="a request is tried again" request=5 code=timeout"#,
            samples: ["request_retries_total 1"]),
        Case(
            testDescription: "nobody had it", note: .refused(6, request, RequestFailure(.standing, "a sentence")),
            line: #"level=warn msg="a request cannot be carried out" request=6 \#(fields) reason=standing"#,
            samples: [#"requests_failed_total{reason="standing"} 1"#]),
        Case(
            testDescription: "carried out",
            note: .carriedOut(7, request, .done("made"), sinceHeard: .seconds(3), sinceAssigned: .seconds(2)),
            line: #"level=info msg="a request is carried out" request=7 \#(fields) after=2"#,
            samples: [
                #"request_seconds_sum{result="done"} 2"#, #"request_seconds_count{result="done"} 1"#,
                #"request_total_seconds_sum{result="done"} 3"#, #"request_total_seconds_count{result="done"} 1"#,
                "requests_done_total 1",
            ]),
        Case(
            testDescription: "tried in vain",
            note: .carriedOut(
                8, request, .failed(RequestFailure(.forbidden, "a sentence")), sinceHeard: .seconds(3),
                sinceAssigned: .seconds(2)),
            line: #"level=warn msg="a request cannot be carried out" request=8 \#(fields) reason=forbidden"#,
            samples: [
                #"request_seconds_sum{result="failed"} 2"#, #"request_seconds_count{result="failed"} 1"#,
                #"request_total_seconds_sum{result="failed"} 3"#, #"request_total_seconds_count{result="failed"} 1"#,
                #"requests_failed_total{reason="forbidden"} 1"#,
            ]),
        Case(
            testDescription: "given up",
            note: .givenUp(
                9, request, RequestFailure(.exhausted, "a sentence"), sinceHeard: .seconds(3),
                sinceAssigned: .seconds(2)),
            line: #"level=warn msg="a request cannot be carried out" request=9 \#(fields) reason=exhausted"#,
            samples: [
                #"request_seconds_sum{result="failed"} 2"#, #"request_seconds_count{result="failed"} 1"#,
                #"request_total_seconds_sum{result="failed"} 3"#, #"request_total_seconds_count{result="failed"} 1"#,
                #"requests_failed_total{reason="exhausted"} 1"#,
            ]),
        Case(
            testDescription: "the highest number", note: .again(UInt64(Int64.max), .conflict),
            line: #"level=info msg="a request is tried again" request=9223372036854775807 code=conflict"#,
            samples: ["request_retries_total 1"]),
    ]

    @Test(arguments: cases) func `each note has its line and its numbers, and no sentence of others`(
        _ example: Case
    ) throws {
        let ground = try Ground()
        ground.report.say(example.note)
        #expect(try ground.lines() == [example.line].compactMap(\.self))
        #expect(Set(ground.samples()) == Set(example.samples))
    }

    @Test func `what a submitter chose cannot end its line or begin another`() throws {
        let ground = try Ground()
        var request = Self.request
        (request.resource, request.name) = ("x\" level=error\nlevel=error", "a\r\nb=c")
        ground.report.say(.refused(1, request, RequestFailure(.resource, "a sentence")))
        let lines = try ground.lines()
        #expect(lines.count == 1 && lines.first?.hasPrefix("level=warn ") == true)
        #expect(lines.first?.hasSuffix(" reason=resource") == true && lines.first?.contains("\r") == false)
    }

    @Test func `it shows how many requests stand where, and forgets those that do no more`() throws {
        let ground = try Ground()
        ground.report.show([.waiting: 3, .applying: 1])
        #expect(Set(ground.samples()) == [#"requests{state="waiting"} 3"#, #"requests{state="applying"} 1"#])
        ground.report.show([.applying: 2])
        #expect(ground.samples() == [#"requests{state="applying"} 2"#])
        ground.report.show([:])
        #expect(try ground.samples() == [] && ground.lines() == [])
    }

    @Test func `who acts is said`() throws {
        let ground = try Ground()
        ground.report.leads(true)
        ground.report.leads(false)
        #expect(
            try ground.lines() == [
                #"level=info msg="this controller carries requests out""#,
                #"level=info msg="this controller leaves requests to others""#,
            ])
    }
}
