// SPDX-License-Identifier: Apache-2.0
internal import HTTPClient

extension KubeCall {
    /// The way to what is called, behind the server's address; only for a call that was checked.
    var path: String {
        var path = resource.group.isEmpty ? "/api" : "/apis/\(resource.group)"
        if !resource.version.isEmpty { path += "/\(resource.version)" }
        if verb == .discover { return path }
        if resource.isNamespaced, let namespace { path += "/namespaces/\(namespace)" }
        path += "/\(resource.plural)"
        if let name { path += "/\(name)" }
        if let subresource { path += "/\(subresource)" }
        return path
    }

    /// Names and values behind the path.
    var query: [(name: String, value: String)] {
        var query: [(name: String, value: String)] = []
        if !labels.isEmpty { query.append(("labelSelector", labels.compactMap(\.text).joined(separator: ","))) }
        if !fields.isEmpty { query.append(("fieldSelector", fields.compactMap(\.text).joined(separator: ","))) }
        if let limit { query.append(("limit", "\(limit)")) }
        if let continuation { query.append(("continue", continuation)) }
        if let manager { query.append(("fieldManager", manager)) }
        if isForced { query.append(("force", "true")) }
        return query
    }

    /// What is sent, but for who we are.
    func request(to server: String, query: [(name: String, value: String)]) -> ClientRequest {
        var request = ClientRequest(method, server + path + Self.text(query), body: body)
        request.headers.append(Header("accept", "application/json"))
        if let contentType { request.headers.append(Header("content-type", contentType)) }
        if let impersonation {
            request.headers.append(Header("impersonate-user", impersonation.user))
            request.headers += impersonation.groups.map { Header("impersonate-group", $0) }
            if let uid = impersonation.uid { request.headers.append(Header("impersonate-uid", uid)) }
        }
        // libcurl sends a request again by itself where a connection that it had kept breaks before an answer. What must not be done
        // twice has a connection of its own.
        request.isAlone = !isRepeatable
        return request
    }

    private var method: Method {
        switch verb {
        case .get, .list, .discover: .get
        case .create, .evict: .post
        case .apply, .patch: .patch
        case .replace: .put
        case .delete: .delete
        }
    }

    private var contentType: String? {
        switch verb {
        case .get, .list, .discover: nil
        case .create, .replace, .delete, .evict: "application/json"
        case .patch: patch?.rawValue
        // JSON is YAML.
        case .apply: "application/apply-patch+yaml"
        }
    }

    private static func text(_ query: [(name: String, value: String)]) -> String {
        guard !query.isEmpty else { return "" }
        return "?" + query.map { "\($0.name)=\(escaped($0.value))" }.joined(separator: "&")
    }

    /// RFC 3986 §2.3: whatever is not unreserved is escaped.
    private static func escaped(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            let isUnreserved =
                (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                || "-._~".utf8.contains(byte)
            if isUnreserved {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
