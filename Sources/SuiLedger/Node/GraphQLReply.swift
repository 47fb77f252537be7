// SPDX-License-Identifier: Apache-2.0
internal import HTTPClient
internal import Wire

/// What came back from a GraphQL operation, read without a network.
enum GraphQLReply {
    /// More than any page of ours.
    static let maximumBytes = 32 * 1024 * 1024

    /// Reads an answer with the question's own reader.
    ///
    /// An answer with errors is a failure, whatever data stands beside them: half an answer is none for who decides by it.
    static func read<Q: Question>(
        _ response: ClientResponse, _ question: Q
    ) throws(LedgerError) -> (answer: Q.Answer, freshness: Freshness?) {
        guard response.status == 200 else { throw GRPCReply.failure(httpStatus: response.status) }
        do throws(Failure) {
            var parser = try makeParser()
            return try parser.withDocument(response.body.span) { document throws(Failure) in
                do throws(LedgerError) {
                    if let errors = try document.optional("errors") { throw try failure(errors) }
                    let data = try document.required("data")
                    return (try question.answer(graphQL: data), try Freshness(graphQL: data))
                } catch { throw .ledger(error) }
            }
        } catch {
            switch error {
            case .ledger(let error): throw error
            case .json: throw LedgerError(.malformed, "an answer is no JSON")
            }
        }
    }

    private enum Failure: JSONFailure {
        case json(JSONError)
        case ledger(LedgerError)

        init(_ error: JSONError) { self = .json(error) }
    }

    private static func makeParser() throws(Failure) -> JSONParser {
        do throws(JSONError) { return try JSONParser(maximumBytes: maximumBytes) } catch { throw .json(error) }
    }

    /// The first error's code, which is all that a program can go by.
    private static func failure(_ errors: borrowing JSONValue) throws(LedgerError) -> LedgerError {
        var code = ""
        try errors.each { error throws(LedgerError) in
            guard code.isEmpty, let extensions = try error.optional("extensions"),
                let value = try extensions.optional("code")
            else { return }
            code = try value.asText()
        }
        switch code {
        case "BAD_USER_INPUT", "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED":
            return LedgerError(.refused, "the node refuses the question")
        case "RESOURCE_EXHAUSTED": return LedgerError(.throttled, "the node is overloaded, or we ask too often")
        case "REQUEST_TIMEOUT": return LedgerError(.timeout, "the node took too long")
        case "FEATURE_UNAVAILABLE": return LedgerError(.unsupported, "the node does not serve this question")
        default: return LedgerError(.unavailable, "the node failed")
        }
    }
}

extension Freshness {
    /// Reads what every query of ours asks for beside its question; a mutation cannot.
    init?(graphQL data: borrowing JSONValue) throws(LedgerError) {
        guard let chain = try data.optional("chainIdentifier"), let checkpoint = try data.optional("checkpoint") else {
            return nil
        }
        var epoch: UInt64?
        if let value = try checkpoint.optional("epoch") { epoch = try value.required("epochId").asNumber() }
        self.init(
            chain: try chain.asText(), epoch: epoch,
            checkpoint: try checkpoint.required("sequenceNumber").asNumber(),
            timestamp: try checkpoint.required("timestamp").asMilliseconds())
    }
}
