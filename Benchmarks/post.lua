-- SPDX-License-Identifier: Apache-2.0
-- wrk: posts the file named by the first argument, as the apiserver would; prints one JSON line at the end.
function init(arguments)
    local file = assert(io.open(arguments[1], "rb"))
    wrk.method = "POST"
    wrk.body = file:read("*a")
    file:close()
    wrk.headers["Content-Type"] = "application/json"
    wrk.headers["Accept"] = "application/json, */*"
    wrk.headers["Accept-Encoding"] = "gzip"
    wrk.headers["User-Agent"] = "Go-http-client/1.1"
end

function done(summary, latency, requests)
    local errors = summary.errors
    io.write(string.format(
        '\nJSON {"requests":%d,"seconds":%.3f,"p50_us":%d,"p99_us":%d,"errors":%d}\n',
        summary.requests, summary.duration / 1e6, latency:percentile(50), latency:percentile(99),
        errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
