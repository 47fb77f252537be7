// SPDX-License-Identifier: Apache-2.0
import Attestation
import Bytes
import Crypto
import Kernel
import Testing

@testable import EnclaveBoot

/// The whole way through a socket.
@Suite(.timeLimit(.minutes(10))) struct ProvisioningServerTests {
    private static func refused(_ code: ProvisioningRefusal.Code) -> ProvisioningReply {
        .refused(ProvisioningRefusal(code))
    }

    @Test func `secrets are kept, and programs find theirs in files of their owner alone`() throws {
        let enclave = try TestEnclave()
        let key = [UInt8](repeating: 5, count: 32)
        let reply = try TestProvisioner(enclave).bring([
            .k3sToken: [1, 2], .stateKey: key, .stateFloor: [0x82, 0, 0x40],
        ])
        #expect(reply == .done)
        #expect(enclave.held(.k3sToken) == [1, 2] && enclave.held(.stateKey) == key)
        #expect(enclave.store.floor == StateFloor.none)
        let path = enclave.store.path(of: .k3sToken)
        #expect(try FileContents.read(path, limit: 10).bytes == [1, 2])
        #expect(try FileStatus.of(path).permissions == 0o600)
        #expect(throws: FileError.self) { try FileContents.check(enclave.store.path(of: .stateKey), limit: 100) }
        let held = try enclave.server.receive([.k3sToken, .stateKey, .stateFloor])
        #expect(held.count == 3)
        #expect(enclave.events.contains(.kept([.k3sToken, .stateFloor, .stateKey])))
    }

    @Test func `who waits for secrets is told once they are there`() throws {
        let enclave = try TestEnclave()
        let found = Monitor<[SecretName]?>(nil)
        let server = enclave.server
        let waiter = try BackgroundThread(name: "waiter") {
            let names = (try? server.receive([.wallet, .k3sToken]))?.keys.map { $0 } ?? []
            found.withLock { $0 = names }
            found.notifyAll()
        }
        #expect(try TestProvisioner(enclave).bring([.wallet: [1]]) == .done)
        #expect(found.withLock { $0 } == nil)
        #expect(try TestProvisioner(enclave).bring([.k3sToken: [1]]) == .done)
        let names = found.wait(until: .now.advanced(by: .seconds(10))) { $0 }
        #expect(names.map { Set($0) } == [.wallet, .k3sToken])
        waiter.join()
    }

    @Test func `a secret comes once, and a batch comes whole`() throws {
        let enclave = try TestEnclave()
        #expect(try TestProvisioner(enclave).bring([.wallet: [1]]) == .done)
        let second = try TestProvisioner(enclave)
        #expect(try second.bring([.wallet: [2], .k3sToken: [3]]) == Self.refused(.alreadyThere))
        #expect(second.isOver)
        #expect(enclave.held(.wallet) == [1] && enclave.held(.k3sToken) == nil)
    }

    @Test func `a batch that cannot be written leaves nothing`() throws {
        let enclave = try TestEnclave()
        // Where a file should be there is a folder.
        try Folder.make(for: enclave.store.path(of: .wallet) + "/x")
        try FileReplacement.write([1].span, to: enclave.store.path(of: .wallet) + "/x", readers: .owner)
        #expect(try TestProvisioner(enclave).bring([.k3sToken: [1], .wallet: [2]]) == Self.refused(.notKept))
        #expect(enclave.held(.k3sToken) == nil)
        #expect(throws: FileError.self) { try FileContents.check(enclave.store.path(of: .k3sToken), limit: 100) }
    }

    @Test(arguments: [
        ([SecretName.stateKey: [UInt8](repeating: 1, count: 31)], ProvisioningRefusal.Code.unfit),
        ([.stateKey: [UInt8](repeating: 1, count: 33)], .tooLarge), ([.stateFloor: [0x82, 1, 0x40]], .unfit),
        ([.wallet: []], .unfit), ([.k3sToken: [UInt8](repeating: 1, count: 4096)], nil),
        ([.k3sToken: [UInt8](repeating: 1, count: 4097)], .tooLarge),
    ])
    func `values have the form and the size of their names`(
        _ secrets: [SecretName: [UInt8]], _ code: ProvisioningRefusal.Code?
    ) throws {
        let enclave = try TestEnclave()
        let reply = try TestProvisioner(enclave).bring(secrets)
        #expect(reply == code.map { Self.refused($0) } ?? .done)
    }

    @Test func `unknown and repeated names are refused`() throws {
        let enclave = try TestEnclave()
        for (names, code) in [
            (["environment"], ProvisioningRefusal.Code.unknownSecret), (["wallet", "wallet"], .repeatedSecret),
            (["wallet", "Wallet"], .unknownSecret),
        ] {
            let client = try TestProvisioner(enclave)
            let binding = try client.greet()
            let sealed = try names.map { try client.sealed(.wallet, [1], as: $0, binding) }
            #expect(try client.say(try client.signed(ProvisioningOrder(binding, .keep(sealed)))) == Self.refused(code))
            #expect(client.isOver)
        }
        #expect(enclave.held(.wallet) == nil)
    }

    @Test func `boxes open under their own names, on their own connection, at their own enclave`() throws {
        let enclave = try TestEnclave()
        let other = try TestEnclave()
        func attempt(
            _ make: (TestProvisioner, ProvisioningOrder.Binding) throws -> [ProvisioningOrder.SealedSecret]
        ) throws -> ProvisioningReply {
            let client = try TestProvisioner(enclave)
            let binding = try client.greet()
            return try client.say(try client.signed(ProvisioningOrder(binding, .keep(try make(client, binding)))))
        }
        // Two secrets that were exchanged.
        let swapped = try attempt { client, binding in
            [
                try client.sealed(.wallet, [1], as: "k3s-token", binding),
                try client.sealed(.k3sToken, [2], as: "wallet", binding),
            ]
        }
        #expect(swapped == Self.refused(.notOpened))
        // A box of another connection.
        let earlier = try TestProvisioner(enclave)
        let old = try earlier.sealed(.wallet, [1], try earlier.greet())
        withExtendedLifetime(earlier) {}
        _ = consume earlier
        #expect(try attempt { _, _ in [old] } == Self.refused(.notOpened))
        // A box for another enclave.
        let stranger = try attempt { _, binding in
            let secret = try Secret(copying: [1].span)
            let box = try SealedBox.seal(
                secret, to: other.keys.recipient.publicKey, purpose: ProvisioningOrder.purpose,
                context: binding.context(of: .wallet))
            return [.init(name: "wallet", box: box)]
        }
        #expect(stranger == Self.refused(.notOpened))
        // A box that is cut off.
        let cut = try attempt { client, binding in
            let whole = try client.sealed(.wallet, [1], binding)
            return [.init(name: whole.name, box: Array(whole.box.dropLast()))]
        }
        #expect(cut == Self.refused(.notOpened))
        #expect(enclave.held(.wallet) == nil)
    }

    @Test func `an order of one connection is nothing on another`() throws {
        let enclave = try TestEnclave()
        let first = try TestProvisioner(enclave)
        let binding = try first.greet()
        let order = try first.signed(
            ProvisioningOrder(binding, .keep([try first.sealed(.wallet, [1], binding)])))
        #expect(try first.say(order) == .done)
        #expect(try first.say(order) == Self.refused(.outOfOrder))
        let second = try TestProvisioner(enclave)
        try second.greet()
        #expect(try second.say(order) == Self.refused(.staleNonce))
    }

    @Test func `a message that is no message ends the connection`() throws {
        let enclave = try TestEnclave()
        let noise = try TestProvisioner(enclave)
        #expect(try noise.send([0xff]) == Self.refused(.malformed))
        #expect(noise.isOver)
        let long = try TestProvisioner(enclave)
        try long.sendRaw([0, 0x10, 0, 1])
        #expect(try long.next() == Self.refused(.tooLarge))
        let empty = try TestProvisioner(enclave)
        try empty.sendRaw([0, 0, 0, 0])
        #expect(try empty.next() == Self.refused(.tooLarge))
    }

    @Test func `who says nothing, or drips, does not keep others away for long`() throws {
        let enclave = try TestEnclave { settings in
            settings.idle = .milliseconds(200)
            settings.message = .milliseconds(300)
        }
        let silent = try TestProvisioner(enclave)
        let dripping = try TestProvisioner(enclave)
        try dripping.sendRaw([0, 0, 0])
        // Both are in front of it.
        #expect(try TestProvisioner(enclave).bring([.wallet: [1]]) == .done)
        #expect(silent.isOver && dripping.isOver)
        #expect(enclave.events.contains(.lost(.stream(.timedOut))))
    }

    @Test func `two at a time are served one after the other`() throws {
        let enclave = try TestEnclave()
        let first = try TestProvisioner(enclave)
        try first.greet()
        let second = try TestProvisioner(enclave)
        let replied = Monitor<Bool>(false)
        let said = ProvisioningRequest.hello.encoded
        try second.sendRaw([0, 0, 0, UInt8(said.count)] + said)
        #expect(!replied.withLock { $0 })
        let binding = try #require(first.binding)
        let sealed = try first.sealed(.wallet, [1], binding)
        #expect(try first.say(try first.signed(ProvisioningOrder(binding, .keep([sealed])))) == .done)
        #expect(try first.send([0xff]) == Self.refused(.malformed))
        guard case .welcome = try second.next() else {
            Issue.record("the second is not served")
            return
        }
    }

    @Test func `an enclave that is busy says so`() throws {
        let enclave = try TestEnclave()
        let client = try TestProvisioner(enclave)
        #expect(try client.say(.attest(nonce: [UInt8](repeating: 0xee, count: 16))) == Self.refused(.busy))
    }

    @Test func `a data key that a service has released opens the secret that it was made for`() throws {
        let enclave = try TestEnclave()
        var client = try TestProvisioner(enclave)
        let dataKey = try Secret(copying: [UInt8](repeating: 8, count: 32).span)
        let provisioner = enclave.provisioner
        let wrapped = try WrappedSecret(
            try Secret(copying: [1, 2, 3].span), cluster: TestEnclave.cluster, name: .wallet, keyID: "key",
            under: dataKey, by: provisioner.bytes
        ) { message throws(CryptoError) in try provisioner.key.sign(message) }
        #expect(try client.say(.wrapped(wrapped, envelope: [1])) == Self.refused(.outOfOrder))
        client = try TestProvisioner(enclave)
        guard case .document(let info) = try client.say(.envelopeKey) else {
            Issue.record("no document")
            return
        }
        let envelope = try OpenSSLEnvelope.make(for: info, over: [UInt8](repeating: 8, count: 32), in: enclave.folder)
        #expect(try client.say(.wrapped(wrapped, envelope: envelope)) == .done)
        #expect(enclave.held(.wallet) == [1, 2, 3])
        // Whose key it is, is not asked for again: the enclave has one as long as it runs.
        client = try TestProvisioner(enclave)
        #expect(try client.say(.wrapped(wrapped, envelope: envelope)) == Self.refused(.alreadyThere))
        let other = try TestEnclave()
        client = try TestProvisioner(other)
        try client.say(.envelopeKey)
        #expect(try client.say(.wrapped(wrapped, envelope: envelope)) == Self.refused(.unknownProvisioner))
        let theirs = try WrappedSecret(
            try Secret(copying: [1, 2, 3].span), cluster: TestEnclave.cluster, name: .wallet, keyID: "key",
            under: dataKey, by: other.provisioner.bytes
        ) { message throws(CryptoError) in try other.provisioner.key.sign(message) }
        client = try TestProvisioner(other)
        try client.say(.envelopeKey)
        #expect(try client.say(.wrapped(theirs, envelope: envelope)) == Self.refused(.notOpened))
    }
}

/// An envelope as a key management service writes it, by `openssl cms`.
enum OpenSSLEnvelope {
    static func make(for info: [UInt8], over plain: [UInt8], in folder: String) throws -> [UInt8] {
        try FileReplacement.write(info.span, to: folder + "/key.der", readers: .owner)
        try FileReplacement.write(plain.span, to: folder + "/plain", readers: .owner)
        let script = """
            set -e; exec 2>\(folder)/log; cd \(folder)
            openssl pkey -pubin -inform DER -in key.der -out key.pem
            openssl req -x509 -newkey rsa:2048 -nodes -keyout own.key -subj /CN=own -out own.pem
            openssl req -new -key own.key -subj /CN=enclave -out request.pem
            openssl x509 -req -in request.pem -CA own.pem -CAkey own.key -force_pubkey key.pem -out enclave.pem \
                -extfile /dev/stdin -CAcreateserial <<<'subjectKeyIdentifier=hash'
            openssl cms -encrypt -binary -aes256 -stream -keyid -outform DER -in plain -out envelope -recip enclave.pem \
                -keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha256
            """
        let answer = try ChildProcess.ask("/bin/bash", ["-c", script], input: [UInt8]().span)
        #expect(answer.end == .code(0))
        return try FileContents.read(folder + "/envelope", limit: 1 << 16).bytes
    }
}
