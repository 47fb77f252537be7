// SPDX-License-Identifier: Apache-2.0
internal import COpenSSL
internal import Crypto
internal import Kernel

/// A certificate that was made of a plan, with the key that belongs to it.
public struct SimulatedCertificate: Sendable {
    /// What it was made of.
    public let plan: CertificatePlan
    /// Its key.
    public let key: SigningKey
    /// It, in DER.
    public let der: [UInt8]

    /// Makes a key and a certificate for it, signed by another's key, or by its own where there is no other.
    public init(_ plan: CertificatePlan, signedBy signer: SimulatedCertificate?) throws(SimulatorError) {
        self.plan = plan
        key = try SigningKey(plan.key)
        guard let der = Self.make(plan, key, signer) else {
            // Whatever OpenSSL had against it would be taken for the next call's fault.
            ERR_clear_error()
            throw .certificate
        }
        self.der = der
    }

    private static func make(
        _ plan: CertificatePlan, _ key: SigningKey, _ signer: SimulatedCertificate?
    ) -> [UInt8]? {
        guard let certificate = unsafe X509_new() else { return nil }
        let handle = unsafe CertificateHandle(owning: certificate)
        guard let subject = unsafe name(plan.subject),
            let issuer = unsafe name(plan.issuer ?? signer?.plan.subject ?? plan.subject)
        else { return nil }
        defer {
            unsafe X509_NAME_free(subject)
            unsafe X509_NAME_free(issuer)
        }
        guard unsafe X509_set_version(certificate, plan.version - 1) == 1,
            unsafe X509_set_subject_name(certificate, subject) == 1,
            unsafe X509_set_issuer_name(certificate, issuer) == 1,
            unsafe X509_set_pubkey(certificate, key.raw) == 1,
            unsafe setNumber(certificate, plan.serial), unsafe setTimes(certificate, plan),
            setExtensions(handle, plan, signer),
            unsafe X509_sign(certificate, (signer?.key ?? key).raw, plan.digest.raw) > 0
        else { return nil }
        return handle.der
    }

    private static func name(_ parts: [CertificatePlan.NamePart]) -> OpaquePointer? {
        guard let name = unsafe X509_NAME_new() else { return nil }
        for part in parts {
            let value = Array(part.value.utf8)
            guard
                unsafe X509_NAME_add_entry_by_txt(
                    name, part.attribute, MBSTRING_UTF8, value, CInt(value.count), -1, 0) == 1
            else {
                unsafe X509_NAME_free(name)
                return nil
            }
        }
        return unsafe name
    }

    private static func setNumber(_ certificate: OpaquePointer, _ serial: [UInt8]) -> Bool {
        guard let number = unsafe BN_bin2bn(serial, CInt(serial.count), nil) else { return false }
        defer { unsafe BN_free(number) }
        guard let integer = unsafe BN_to_ASN1_INTEGER(number, nil) else { return false }
        defer { unsafe ASN1_INTEGER_free(integer) }
        return unsafe X509_set_serialNumber(certificate, integer) == 1
    }

    private static func setTimes(_ certificate: OpaquePointer, _ plan: CertificatePlan) -> Bool {
        guard let first = unsafe ASN1_TIME_set(nil, time_t(plan.notBefore.seconds)) else { return false }
        defer { unsafe ASN1_TIME_free(first) }
        guard let last = unsafe ASN1_TIME_set(nil, time_t(plan.notAfter.seconds)) else { return false }
        defer { unsafe ASN1_TIME_free(last) }
        return unsafe X509_set1_notBefore(certificate, first) == 1 && X509_set1_notAfter(certificate, last) == 1
    }

    private static func setExtensions(
        _ certificate: borrowing CertificateHandle, _ plan: CertificatePlan, _ signer: SimulatedCertificate?
    ) -> Bool {
        // An authority's key identifier is copied from the certificate above.
        guard let signer, let above = CertificateHandle(signer.der) else {
            return setExtensions(certificate, plan, above: certificate)
        }
        return setExtensions(certificate, plan, above: above)
    }

    private static func setExtensions(
        _ certificate: borrowing CertificateHandle, _ plan: CertificatePlan, above: borrowing CertificateHandle
    ) -> Bool {
        var context = unsafe X509V3_CTX()
        unsafe X509V3_set_ctx(&context, above.raw, certificate.raw, nil, nil, 0)
        for planned in plan.extensions {
            guard let made = unsafe made(planned, &context) else { return false }
            defer { unsafe X509_EXTENSION_free(made) }
            guard unsafe X509_add_ext(certificate.raw, made, -1) == 1 else { return false }
        }
        return true
    }

    private static func made(
        _ planned: CertificatePlan.Extension, _ context: UnsafeMutablePointer<X509V3_CTX>
    ) -> OpaquePointer? {
        switch planned {
        case .named(let name, let value): return unsafe X509V3_EXT_conf(nil, context, name, value)
        case .raw(let identifier, let isCritical, let value):
            guard let object = unsafe OBJ_txt2obj(identifier, 1) else { return nil }
            defer { unsafe ASN1_OBJECT_free(object) }
            guard let contents = unsafe ASN1_OCTET_STRING_new() else { return nil }
            defer { unsafe ASN1_OCTET_STRING_free(contents) }
            guard unsafe ASN1_OCTET_STRING_set(contents, value, CInt(value.count)) == 1 else { return nil }
            return unsafe X509_EXTENSION_create_by_OBJ(nil, object, isCritical ? 1 : 0, contents)
        }
    }
}
