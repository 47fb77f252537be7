// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import SealAuthN
internal import SuiLedger
internal import WorkerProtocol

/// What views say, as JSON.
enum ViewAnswers {
    /// Whether something holds.
    static func truth(_ truth: Bool) -> APIAnswer { .json { $0.flag("result", truth, &$1) } }

    /// A number of 64 bits.
    static func number(_ number: UInt64) -> APIAnswer { .json { $0.large("result", number, &$1) } }

    /// What the registry says of a worker.
    static func worker(_ worker: WorkerEntry) -> APIAnswer {
        .json { object, buffer in
            object.object("result", &buffer) { write(worker, &$0, &$1) }
        }
    }

    /// A worker's members.
    static func write(_ worker: WorkerEntry, _ object: inout JSONWriter, _ buffer: inout ByteBuffer) {
        object.text("worker", worker.worker.description, &buffer)
        object.text("nodeId", worker.nodeID, &buffer)
        object.text("nodeName", worker.nodeName, &buffer)
        object.text("standing", WorkerStanding(worker).rawValue, &buffer)
        object.text("reason", worker.reason, &buffer)
        object.number("registeredMs", Int(clamping: worker.registeredMilliseconds), &buffer)
    }

    /// Where a request stands.
    static func request(_ request: KubernetesRequest) -> APIAnswer {
        .json { $0.text("result", status(request.status), &$1) }
    }

    /// The contract's numbers as words; one that this version does not know is shown as it is.
    static func status(_ status: UInt8) -> String {
        switch status {
        case 1: "pending"
        case 2: "assigned"
        case 3: "completed"
        case 4: "failed"
        case 5: "cancelled"
        default: "unknown"
        }
    }

    /// Which enclave serves, as whom, and what it is good enough for.
    static func enclave(_ enclave: EnclaveEntry, _ level: EnclaveClass) -> APIAnswer {
        .json { object, buffer in
            object.object("result", &buffer) { object, buffer in
                object.text("endpoint", enclave.endpoint, &buffer)
                object.text("signingKey", Hex.encode(enclave.signingKey), &buffer)
                object.text("class", "\(level)", &buffer)
            }
        }
    }

    /// A worker's last heartbeats on the chain.
    static func history(_ record: WorkerRecord) -> APIAnswer {
        .json { object, buffer in
            object.large("score", record.score, &buffer)
            object.list("result", record.history, &buffer) { one, object, buffer in
                object.number("atMs", Int(clamping: one.atMilliseconds), &buffer)
                object.number("cpuPercent", Int(one.cpuPercent), &buffer)
                object.number("memoryPercent", Int(one.memoryPercent), &buffer)
                object.number("pods", Int(one.pods), &buffer)
                object.large("score", one.score, &buffer)
            }
        }
    }
}
