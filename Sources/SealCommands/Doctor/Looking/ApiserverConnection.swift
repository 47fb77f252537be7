// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Configuration
internal import Crypto
internal import HTTPClient
internal import Kernel

/// A way to an apiserver by which a token can be shown: not kubectl's, which takes tokens as arguments or in files, where others see them.
struct ApiserverConnection {
    /// How an apiserver is asked, as a kubeconfig says it.
    struct Place: Sendable, Hashable {
        /// Its URL.
        var url: String
        /// The authority that its certificate must come from, in PEM; `nil` is one of the system's.
        var authorities: [UInt8]?
        /// What of the kubeconfig only kubectl can do; no token is shown then.
        var obstacle: String?
    }

    let place: Place
    private let client: Client
    /// The authorities are handed on in a file.
    private let folder: TemporaryPlace?

    private static let patience = Duration.seconds(10)
    private static let maximumReply = 4 << 20

    /// Gets ready; nothing is asked yet.
    init(_ place: Place) throws(CommandFailure) {
        self.place = place
        var settings = ClientSettings()
        if let authorities = place.authorities {
            let folder = try TemporaryPlace()
            settings.certificateAuthorities = try folder.write(authorities, to: "ca.crt")
            self.folder = folder
        } else {
            folder = nil
        }
        do throws(ClientError) { client = try Client(settings) } catch {
            throw CommandFailure(error.description, .software)
        }
    }

    /// What time it is there; whoever asks may ask for a version, and a refusal has a date as well.
    func date() -> Seen<WallTime> {
        perform(ClientRequest(.get, place.url + "/version")).flatMap { response in
            guard let date = response.value("date").flatMap({ HTTPDateText.read($0) }) else {
                return .skipped("it tells no date")
            }
            return .seen(date)
        }
    }

    /// Whom it takes the token's bearer for.
    func identity(of token: [UInt8]) -> Seen<IdentityCheck.Answer> {
        ask("authentication.k8s.io", "SelfSubjectReview", "", token).map { answer in
            switch answer {
            case .refused(401): return .unauthorized
            case .refused(let status): return .other(status: status)
            case .status(let status):
                return .known(
                    username: status["userInfo", "username"]?.scalar ?? "",
                    groups: status["userInfo", "groups"]?.texts ?? [])
            }
        }
    }

    /// What the token's bearer may do, as far as RBAC knows.
    func rights(of token: [UInt8]) -> Seen<YAMLNode> {
        let spec = #","spec":{"namespace":"default"}"#
        return ask("authorization.k8s.io", "SelfSubjectRulesReview", spec, token).flatMap { answer in
            switch answer {
            case .status(let status): .seen(status)
            case .refused(let status): .skipped("the apiserver answers \(status)")
            }
        }
    }

    private enum Answer: Sendable {
        case status(YAMLNode)
        case refused(Int)
    }

    private func ask(_ group: String, _ kind: String, _ spec: String, _ token: [UInt8]) -> Seen<Answer> {
        if let obstacle = place.obstacle { return .unseen(obstacle) }
        let body = Array(#"{"apiVersion":"\#(group)/v1","kind":"\#(kind)"\#(spec)}"#.utf8)
        var request = ClientRequest(.post, "\(place.url)/apis/\(group)/v1/\(kind.lowercased())s", body: body)
        request.headers = [
            Header("Content-Type", "application/json"), Header("Accept", "application/json"),
            Header("Authorization", "Bearer \(String(decoding: token, as: UTF8.self))"),
        ]
        return perform(request).flatMap { response in
            guard (200...201).contains(response.status) else { return .seen(.refused(response.status)) }
            let limits = YAMLLimits(bytes: Self.maximumReply, depth: 64, nodes: 1_000_000)
            guard let root = try? YAMLDocument.parse(response.body.span, name: kind, limits: limits).root,
                let status = root["status"]
            else { return .unseen("what it answers is no \(kind)") }
            return .seen(.status(status))
        }
    }

    private func perform(_ request: ClientRequest) -> Seen<ClientResponse> {
        var request = request
        (request.timeout, request.maximumBody) = (Self.patience, Self.maximumReply)
        // libcurl reads the authorities when it connects.
        defer { withExtendedLifetime(folder) {} }
        do throws(ClientError) { return .seen(try client.perform(request)) } catch {
            return .unseen(error.description, fix: "kubectl cluster-info")
        }
    }
}

extension Seen {
    /// Another look at what was seen.
    func flatMap<Other: Sendable>(_ body: (Value) -> Seen<Other>) -> Seen<Other> {
        switch self {
        case .seen(let value): body(value)
        case .skipped(let reason): .skipped(reason)
        case .unseen(let reason, let fix): .unseen(reason, fix: fix)
        }
    }
}

/// A folder for its owner alone that goes away with its last user.
final class TemporaryPlace: Sendable {
    let path: String

    init() throws(CommandFailure) {
        do throws(CryptoError) { path = "/tmp/sealctl-\(try Bytes32.random().hex)" } catch {
            throw CommandFailure(error)
        }
        do throws(FileError) { try Folder.makeNew(path) } catch { throw CommandFailure(writing: path, error) }
    }

    deinit { try? Folder.remove(path) }

    /// Writes a file; gives its path.
    func write(_ bytes: [UInt8], to name: String) throws(CommandFailure) -> String {
        let file = "\(path)/\(name)"
        do throws(FileError) { try FileReplacement.write(bytes.span, to: file, readers: .owner) } catch {
            throw CommandFailure(writing: file, error)
        }
        return file
    }
}
