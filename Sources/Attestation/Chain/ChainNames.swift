// SPDX-License-Identifier: Apache-2.0

extension CertificateChain {
    /// The region that all certificates below the root name.
    ///
    /// The leaf is `<module>.<region>.<partition>`, the authority above it `<instance>.<region>.…`; above those stand one of
    /// the zone, `<id>.zonal.<region>.…`, and one of the region, `<id>.<region>.…`.
    func region(of module: ModuleName) throws(AttestationRefusal) -> String {
        let names = fields.map { $0.commonName.split(separator: ".", omittingEmptySubsequences: false) }
        guard let leaf = names.last, leaf.count > 2, leaf[0] == module.text, !leaf[1].isEmpty else {
            throw AttestationRefusal(.wrongName, "the name of the leaf")
        }
        let region = leaf[1]
        let authorities = names.dropFirst().dropLast()
        guard let instance = authorities.last, instance[0] == module.instance else {
            throw AttestationRefusal(.wrongName, "the name of the instance")
        }
        for name in authorities {
            let place = name.count > 1 && name[1] == "zonal" ? 2 : 1
            guard name.count > place + 1, name[place] == region else {
                throw AttestationRefusal(.wrongName, "the region of an authority")
            }
        }
        return String(region)
    }
}
