// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Crypto

/// Measures an enclave image (EIF) as the hypervisor will, in pieces of any length.
///
/// Only what the measurements are certain of is read: kernel, command line and ramdisks go into them with nothing between, so that
/// an image which could be loaded in two ways is refused. What is measured is neither unpacked nor kept.
public struct ImageReader: ~Copyable {
    private enum Stage {
        case header
        case sectionHead
        case section(ImageSection.Kind, left: UInt64)
        case end
    }

    private var stage = Stage.header
    /// A header, a head or a signature that has not come whole.
    private var partial: [UInt8] = []
    private var header: ImageHeader?
    private var checksum = CRC32()
    private var position: UInt64 = 0
    private var order = SectionOrder()
    private var signature: [UInt8]?

    private var digests: ImageDigests

    /// Makes room for the digests.
    public init() throws(ImageError) { digests = try ImageDigests.make() }

    /// Takes the next piece of the file.
    public mutating func update(_ piece: Span<UInt8>) throws(ImageError) {
        var next = 0
        while next < piece.count {
            let rest = piece.extracting(next..<piece.count)
            switch stage {
            case .header: next += try gather(rest, ImageHeader.length)
            case .sectionHead: next += try gather(rest, ImageSection.length)
            case .section(let kind, let left): next += try take(rest, kind, left)
            case .end: throw ImageError(.trailing)
            }
        }
    }

    /// What the image measures, once all of it has come.
    public consuming func finish() throws(ImageError) -> EnclaveImage {
        guard case .end = stage, let header else { throw ImageError(.truncated) }
        guard checksum.value == header.checksum else { throw ImageError(.checksum) }
        guard order.isComplete else { throw ImageError(.sectionOrder) }
        let pcrs = try digests.finish()
        var pcr8: [UInt8]?
        if let signature { pcr8 = try Self.signer(signature, pcrs.whole) }
        return EnclaveImage(
            architecture: header.architecture, pcr0: pcrs.whole, pcr1: pcrs.booted, pcr2: pcrs.added, pcr8: pcr8,
            ramdisks: order.ramdisks)
    }

    /// What PCR8 will be, of a signature that holds.
    private static func signer(_ section: [UInt8], _ pcr0: [UInt8]) throws(ImageError) -> [UInt8] {
        let signature = try ImageSignature(section.span)
        guard signature.isValid(for: pcr0) else { throw ImageError(.wrongSignature) }
        do throws(CryptoError) {
            return try Measurement.first(SHA384.digest(of: signature.certificate.span))
        } catch { throw ImageError(.cryptography) }
    }

    /// Takes bytes until there are `count`, and then what they are; gives how many it took.
    private mutating func gather(_ bytes: Span<UInt8>, _ count: Int) throws(ImageError) -> Int {
        let taken = min(count - partial.count, bytes.count)
        partial += [UInt8](copying: bytes.extracting(0..<taken))
        guard partial.count == count else { return taken }
        let all = partial
        partial = []
        position += UInt64(count)
        if case .header = stage {
            checksum.update(all.span.extracting(0..<(count - ImageHeader.checksumLength)))
            header = try ImageHeader(all.span)
            stage = .sectionHead
        } else {
            checksum.update(all.span)
            try begin(try ImageSection(all.span))
        }
        return taken
    }

    /// Begins a section, which must be where the header's table has it.
    private mutating func begin(_ section: ImageSection) throws(ImageError) {
        guard let header else { throw ImageError(.truncated) }
        let place = header.table[order.sections]
        guard place.offset == position - UInt64(ImageSection.length), place.size == section.size else {
            throw ImageError(.tableDiffers)
        }
        guard order.take(section.kind) else { throw ImageError(.sectionOrder) }
        stage = .section(section.kind, left: section.size)
    }

    /// Takes as much of a section as there is; gives how much that was.
    private mutating func take(
        _ bytes: Span<UInt8>, _ kind: ImageSection.Kind, _ left: UInt64
    ) throws(ImageError) -> Int {
        let taken = Int(min(left, UInt64(bytes.count)))
        let part = bytes.extracting(0..<taken)
        checksum.update(part)
        position += UInt64(taken)
        switch kind {
        case .kernel, .commandLine:
            digests.whole.update(part)
            digests.booted.update(part)
        case .ramdisk:
            digests.whole.update(part)
            if order.ramdisks == 1 { digests.booted.update(part) } else { digests.added.update(part) }
        case .signature: partial += [UInt8](copying: part)
        case .metadata: break
        }
        guard UInt64(taken) == left else {
            stage = .section(kind, left: left - UInt64(taken))
            return taken
        }
        if kind == .signature { (signature, partial) = (partial, []) }
        stage = order.sections == header?.table.count ? .end : .sectionHead
        return taken
    }
}

/// Which sections have come: a kernel, its command line and ramdisks in this order, and signature and metadata once at most.
private struct SectionOrder {
    private(set) var sections = 0
    private(set) var ramdisks = 0
    private var seen: Set<ImageSection.Kind> = []

    /// Whether nothing is missing.
    var isComplete: Bool { ramdisks > 0 }

    /// Takes the next one; false where it must not come here.
    mutating func take(_ kind: ImageSection.Kind) -> Bool {
        let isFirst = seen.insert(kind).inserted
        sections += 1
        if kind == .ramdisk { ramdisks += 1 }
        switch kind {
        case .kernel: return sections == 1
        case .commandLine: return isFirst && sections == 2
        case .ramdisk: return seen.contains(.commandLine) && !seen.contains(.signature)
        // Over what came before: a ramdisk behind it would not be what was signed when it was written.
        case .signature: return isFirst && ramdisks > 0
        case .metadata: return isFirst && seen.contains(.commandLine)
        }
    }
}
