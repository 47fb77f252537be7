// SPDX-License-Identifier: Apache-2.0

/// Why a head is refused; closed, so that each case is reached by a test.
enum HeadRefusal: String, Error, Sendable, CaseIterable {
    case bareLineFeed, bareCarriageReturn, controlCharacter, emptyLines
    case malformedRequestLine, malformedTarget, malformedVersion, unsupportedVersion
    case malformedFieldName, foldedField
    case requestLineTooLong, headTooLarge, tooManyFields
    case missingHost, repeatedHost, malformedHost, hostMismatch
    case malformedContentLength, repeatedContentLength, contentLengthTooLarge
    case repeatedTransferEncoding, unknownTransferEncoding, transferEncodingInVersion10, ambiguousFraming
    case unknownExpectation, encodedContent, repeatedCredentials

    /// What the peer is told.
    var status: Status {
        switch self {
        case .requestLineTooLong: .uriTooLong
        case .headTooLarge, .tooManyFields: .headerFieldsTooLarge
        case .unsupportedVersion: .versionNotSupported
        case .contentLengthTooLarge: .contentTooLarge
        case .unknownTransferEncoding: .notImplemented
        case .unknownExpectation: .expectationFailed
        case .encodedContent: .unsupportedMediaType
        case .bareLineFeed, .bareCarriageReturn, .controlCharacter, .emptyLines, .malformedRequestLine,
            .malformedTarget, .malformedVersion, .malformedFieldName, .foldedField, .missingHost, .repeatedHost,
            .malformedHost, .hostMismatch, .malformedContentLength, .repeatedContentLength,
            .repeatedTransferEncoding, .transferEncodingInVersion10, .ambiguousFraming, .repeatedCredentials:
            .badRequest
        }
    }
}
