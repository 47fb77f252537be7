// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Wire

/// Writes the reply to an AdmissionReview, with what the apiserver checks: group, version, kind and uid.
enum AdmissionReviewReply {
    /// All warnings of a reply together; beyond it the apiserver cuts each of them.
    private static let warningRunes = 4096
    /// One warning; the API asks for no more.
    private static let oneWarning = 120

    /// Appends the reply for a verdict.
    static func append(_ verdict: AdmissionVerdict, uid: Span<UInt8>, to buffer: inout ByteBuffer) {
        buffer.append("{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v1\",\"response\":{\"uid\":")
        buffer.append(json: uid)
        if let denial = verdict.denial {
            buffer.append(",\"allowed\":false,\"status\":{\"status\":\"Failure\",\"code\":")
            buffer.append(decimal: denial.code.rawValue)
            buffer.append(",\"reason\":\"")
            buffer.append(denial.code.reason)
            buffer.append("\",\"message\":")
            buffer.append(json: denial.message)
            buffer.append("}")
        } else {
            buffer.append(",\"allowed\":true")
        }
        appendWarnings(verdict.warnings, to: &buffer)
        appendAnnotations(verdict.annotations, to: &buffer)
        buffer.append("}}\n")
    }

    /// A warning with a control character would be dropped without a word: it is written without it.
    private static func appendWarnings(_ warnings: [String], to buffer: inout ByteBuffer) {
        var left = warningRunes
        var count = 0
        for warning in warnings {
            let printable = warning.unicodeScalars.lazy.map { scalar in
                scalar.properties.generalCategory == .control ? " " : scalar
            }
            let text = String(String.UnicodeScalarView(printable.prefix(min(oneWarning, left))))
            guard !text.isEmpty else { continue }
            left -= text.unicodeScalars.count
            buffer.append(count == 0 ? ",\"warnings\":[" : ",")
            buffer.append(json: text)
            count += 1
        }
        if count > 0 { buffer.append("]") }
    }

    private static func appendAnnotations(
        _ annotations: [AdmissionVerdict.Annotation], to buffer: inout ByteBuffer
    ) {
        guard !annotations.isEmpty else { return }
        var isFirst = true
        for annotation in annotations {
            buffer.append(isFirst ? ",\"auditAnnotations\":{\"" : ",\"")
            buffer.append(annotation.key.name)
            buffer.append("\":")
            buffer.append(json: annotation.value)
            isFirst = false
        }
        buffer.append("}")
    }
}
