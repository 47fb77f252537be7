// SPDX-License-Identifier: Apache-2.0
internal import CCurl
internal import Glibc

/// One owner of a `CURL` handle and of its list of headers.
@safe
final class EasyHandle {
    let raw: UnsafeMutableRawPointer
    /// What tells handles apart.
    var key: UInt { unsafe UInt(bitPattern: raw) }

    private var list: UnsafeMutablePointer<curl_slist>?
    /// What libcurl was lent and not given: it lives as long as the handle.
    private let lent: ClientIdentity?

    convenience init(_ request: ClientRequest, _ settings: ClientSettings) throws(ClientError) {
        try self.init(checked: request, settings)
        guard let pin = settings.pin else { return }
        // Libraries that libcurl may have been built with know no pins: it says so, and then nothing is to be sent.
        guard unsafe shim_curl_set_text(raw, CURLOPT_PINNEDPUBLICKEY, pin.text) == CURLE_OK else {
            throw ClientError(.tls)
        }
        // The key is the host, whatever else its certificate says; without a pin these stay as they are.
        set(CURLOPT_SSL_VERIFYPEER, 0)
        set(CURLOPT_SSL_VERIFYHOST, 0)
    }

    /// For a connection over which nothing is said: whoever is there, it tells their certificate.
    convenience init(handshakeOf request: ClientRequest, _ settings: ClientSettings) throws(ClientError) {
        try self.init(checked: request, settings)
        set(CURLOPT_SSL_VERIFYPEER, 0)
        set(CURLOPT_SSL_VERIFYHOST, 0)
        guard unsafe shim_curl_set_long(raw, CURLOPT_CONNECT_ONLY, 1) == CURLE_OK,
            unsafe shim_curl_set_long(raw, CURLOPT_CERTINFO, 1) == CURLE_OK
        else { throw ClientError(.tls) }
    }

    private init(checked request: ClientRequest, _ settings: ClientSettings) throws(ClientError) {
        guard request.headers.allSatisfy(\.isSendable), Self.isSendable(request.url) else {
            throw ClientError(.invalidRequest)
        }
        guard settings.allowsPlaintext || ClientRequest.isSecureOrLocal(request.url),
            settings.pin == nil || request.url.hasPrefix("https://")
        else { throw ClientError(.plaintext) }
        guard let raw = unsafe curl_easy_init() else { throw ClientError(.outOfMemory) }
        unsafe self.raw = raw
        unsafe list = nil
        lent = settings.heldIdentity
        harden(settings)
        guard trust(settings), identify(settings) else { throw ClientError(.tls) }
        address(request)
    }

    deinit {
        unsafe curl_easy_cleanup(raw)
        unsafe curl_slist_free_all(list)
        withExtendedLifetime(lent) {}
    }

    /// Whom libcurl's callbacks belong to.
    func set(
        owner: UnsafeMutableRawPointer, header: @escaping curl_write_callback, body: @escaping curl_write_callback
    ) {
        unsafe set(CURLOPT_HEADERDATA, owner)
        unsafe set(CURLOPT_WRITEDATA, owner)
        _ = unsafe shim_curl_set_callback(raw, CURLOPT_HEADERFUNCTION, header)
        _ = unsafe shim_curl_set_callback(raw, CURLOPT_WRITEFUNCTION, body)
    }

    /// Lets the bytes come again after a pause.
    func resume() { _ = unsafe curl_easy_pause(raw, CURLPAUSE_CONT) }

    /// Whether a connection came about, so that the peer may have seen the request.
    var wasSent: Bool {
        var bytes = 0
        return unsafe shim_curl_get_long(raw, CURLINFO_REQUEST_SIZE, &bytes) == CURLE_OK && bytes > 0
    }

    /// The certificate that the host has shown, in PEM.
    var certificate: [UInt8]? {
        var chain: UnsafeMutablePointer<curl_certinfo>?
        guard unsafe shim_curl_get_certificates(raw, &chain) == CURLE_OK, let chain = unsafe chain,
            unsafe chain.pointee.num_of_certs > 0, let first = unsafe chain.pointee.certinfo
        else { return nil }
        let name = Array("Cert:".utf8)
        var line = unsafe first.pointee
        while let entry = unsafe line {
            if let data = unsafe entry.pointee.data {
                let text = unsafe Array(UnsafeRawBufferPointer(start: data, count: strlen(data)))
                if text.starts(with: name) { return Array(text.dropFirst(name.count)) }
            }
            unsafe line = entry.pointee.next
        }
        return nil
    }

    /// Everything off that we do not ask for: what stands in an environment or in a home folder must not steer a server.
    private func harden(_ settings: ClientSettings) {
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_PROXY, "")
        set(CURLOPT_NOPROXY, "*")
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_NETRC, 0)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_SSL_VERIFYPEER, 1)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        set(CURLOPT_USERAGENT, settings.userAgent)
        set(CURLOPT_HTTP09_ALLOWED, 0)
        set(CURLOPT_TCP_NODELAY, 1)
        set(CURLOPT_TCP_KEEPALIVE, 1)
        if settings.refusesPrivateAddresses { _ = unsafe shim_curl_set_opensocket(raw, Self.openPublicSocket) }
    }

    /// Opens a socket to an address that is the whole world's, right before it is connected to.
    ///
    /// The corresponding option is `CURLOPT_OPENSOCKETFUNCTION`.
    private static let openPublicSocket: curl_opensocket_callback = { _, _, address in
        guard let address = unsafe address, let place = MemoryLayout<curl_sockaddr>.offset(of: \.addr) else {
            return shim_curl_bad_socket()
        }
        let (family, length) = unsafe (address.pointee.family, Int(address.pointee.addrlen))
        let bytes = unsafe UnsafeRawBufferPointer(start: UnsafeRawPointer(address) + place, count: length)
        guard PublicAddress.isPublic(socketAddress: unsafe Array(bytes), family: family) else {
            return shim_curl_bad_socket()
        }
        let type = unsafe address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
        return unsafe socket(family, type, address.pointee.`protocol`)
    }

    /// Whom we believe; false if libcurl cannot be told.
    private func trust(_ settings: ClientSettings) -> Bool {
        guard settings.authorityBytes != nil || settings.certificateAuthorities != nil else { return true }
        // Debian's libcurl has the system's folder of authorities built in, and would believe those as well.
        var isSet = unsafe shim_curl_set_text(raw, CURLOPT_CAPATH, nil) == CURLE_OK
        // Without a folder it would keep a file's content for a day: authorities are replaced sooner.
        isSet = unsafe shim_curl_set_long(raw, CURLOPT_CA_CACHE_TIMEOUT, 0) == CURLE_OK && isSet
        if let bytes = settings.authorityBytes {
            let code = unsafe bytes.withUnsafeBytes {
                unsafe shim_curl_set_blob(
                    raw, CURLOPT_CAINFO_BLOB, $0.baseAddress, $0.count, UInt32(CURL_BLOB_COPY))
            }
            isSet = code == CURLE_OK && isSet
        } else if let path = settings.certificateAuthorities {
            isSet = unsafe shim_curl_set_text(raw, CURLOPT_CAINFO, path) == CURLE_OK && isSet
        }
        return isSet
    }

    /// Who we are; false if libcurl cannot be told.
    private func identify(_ settings: ClientSettings) -> Bool {
        guard settings.heldIdentity != nil || settings.identity != nil else { return true }
        // A key under a password would be asked for on a terminal.
        var isSet = unsafe shim_curl_set_text(raw, CURLOPT_KEYPASSWD, "") == CURLE_OK
        if let held = settings.heldIdentity {
            isSet = unsafe lend(held.certificate, as: CURLOPT_SSLCERT_BLOB) && isSet
            isSet = unsafe lend(held.key, as: CURLOPT_SSLKEY_BLOB) && isSet
        } else if let files = settings.identity {
            isSet = unsafe shim_curl_set_text(raw, CURLOPT_SSLCERT, files.certificate) == CURLE_OK && isSet
            isSet = unsafe shim_curl_set_text(raw, CURLOPT_SSLKEY, files.key) == CURLE_OK && isSet
        }
        return isSet
    }

    private func lend(_ bytes: UnsafeRawBufferPointer, as option: CURLoption) -> Bool {
        unsafe shim_curl_set_blob(raw, option, bytes.baseAddress, bytes.count, UInt32(CURL_BLOB_NOCOPY)) == CURLE_OK
    }

    private func address(_ request: ClientRequest) {
        set(CURLOPT_URL, request.url)
        let isSecure = request.url.hasPrefix("https://")
        switch request.version {
        case .http1: set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        case .http2:
            let version = isSecure ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE
            set(CURLOPT_HTTP_VERSION, version)
            // The stream's end says that all has come. Where a length is given libcurl would stop there, before the trailers.
            set(CURLOPT_IGNORE_CONTENT_LENGTH, 1)
            // Wait for a connection that can take another exchange rather than opening one more.
            set(CURLOPT_PIPEWAIT, request.isAlone ? 0 : 1)
        }
        if request.method.hasBody {
            set(CURLOPT_POST, 1)
            // It comes after CURLOPT_POST, which would set it anew.
            if request.method != .post { set(CURLOPT_CUSTOMREQUEST, request.method.rawValue) }
            _ = unsafe shim_curl_set_size(raw, CURLOPT_POSTFIELDSIZE_LARGE, Int(request.body.count))
            _ = unsafe request.body.withUnsafeBufferPointer { bytes in
                unsafe shim_curl_set_pointer(raw, CURLOPT_COPYPOSTFIELDS, bytes.baseAddress)
            }
        }
        // An empty value takes libcurl's own header away: no waiting for "100 Continue".
        append("Expect:")
        for header in request.headers {
            append(header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)")
        }
        unsafe set(CURLOPT_HTTPHEADER, list)
        if let timeout = request.timeout { set(CURLOPT_TIMEOUT_MS, timeout.milliseconds) }
        set(CURLOPT_CONNECTTIMEOUT_MS, request.connectTimeout.milliseconds)
        if let idle = request.idleTimeout {
            set(CURLOPT_LOW_SPEED_LIMIT, 1)
            set(CURLOPT_LOW_SPEED_TIME, max(1, idle.milliseconds / 1000))
        }
        // libcurl 7.88, Debian 12's, fails on a connection of plain HTTP/2 that is used a second time; over TLS it does not.
        if request.isAlone || (request.version == .http2 && !isSecure) {
            set(CURLOPT_FRESH_CONNECT, 1)
            set(CURLOPT_FORBID_REUSE, 1)
        }
    }

    private func append(_ line: String) {
        // A failure leaves the list as it was; a request without a header that it needs is refused by its peer.
        if let longer = unsafe curl_slist_append(list, line) { unsafe list = longer }
    }

    private func set(_ option: CURLoption, _ value: Int) { _ = unsafe shim_curl_set_long(raw, option, value) }

    private func set(_ option: CURLoption, _ value: String) { _ = unsafe shim_curl_set_text(raw, option, value) }

    private func set(_ option: CURLoption, _ value: UnsafeRawPointer?) {
        _ = unsafe shim_curl_set_pointer(raw, option, value)
    }

    private static func isSendable(_ url: String) -> Bool {
        url.utf8.count <= 2048 && url.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
    }
}

extension Duration {
    /// Whole milliseconds, one at least.
    fileprivate var milliseconds: Int {
        let (seconds, attoseconds) = components
        let clamped = min(max(seconds, 0), 1_000_000)
        return max(1, Int(clamped) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
    }
}
