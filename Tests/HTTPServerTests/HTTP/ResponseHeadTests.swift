// SPDX-License-Identifier: Apache-2.0
import Bytes
import Kernel
import Testing

@testable import HTTPServer

struct ResponseHeadTests {
    // for t in ...; do date -u -d @$t '+%a, %d %b %Y %H:%M:%S GMT'; done
    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (951_782_399, "Mon, 28 Feb 2000 23:59:59 GMT"), (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
        (951_868_800, "Wed, 01 Mar 2000 00:00:00 GMT"), (2_147_483_648, "Tue, 19 Jan 2038 03:14:08 GMT"),
        (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"), (1_795_218_267, "Fri, 20 Nov 2026 23:44:27 GMT"),
        (9_223_372_035, "Fri, 11 Apr 2262 23:47:15 GMT"), (-1, "Thu, 01 Jan 1970 00:00:00 GMT"),
    ]) func `writes the date`(_ seconds: Int, _ text: String) {
        #expect(HTTPDate.text(WallTime(seconds: Int64(seconds))) == Array(text.utf8))
    }

    @Test func `writes a head to the byte`() {
        var buffer = ByteBuffer()
        let date = DateCache()
        ResponseHead.append(
            to: &buffer, status: .notFound, date: date, contentType: "text/plain", contentLength: 12,
            fields: ReplyFields("Allow: GET\r\n"), closes: true)
        let head = String(decoding: buffer.bytes, as: UTF8.self)
        let today = String(decoding: date.text, as: UTF8.self)
        #expect(
            head == "HTTP/1.1 404 Not Found\r\nDate: \(today)\r\nContent-Type: text/plain\r\nContent-Length: 12\r\n"
                + "Connection: close\r\nAllow: GET\r\n\r\n")
    }

    @Test func `writes numbers into fields of their own`() {
        var buffer = ByteBuffer()
        ReplyFields("A: b\r\n", retryAfter: 60, requestID: 0x0123_4567_89AB_CDEF).append(to: &buffer)
        #expect(
            String(decoding: buffer.bytes, as: UTF8.self)
                == "A: b\r\nRetry-After: 60\r\nX-Request-Id: 0123456789abcdef\r\n")
    }

    @Test(arguments: Status.allCases) func `a status line says its code`(_ status: Status) {
        let line = status.line.description
        #expect(line.hasPrefix("HTTP/1.1 \(status.rawValue) "))
        #expect(line.hasSuffix("\r\n"))
        #expect(line.utf8.count > 16)
    }
}
