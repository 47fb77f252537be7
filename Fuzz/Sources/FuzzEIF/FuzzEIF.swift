// SPDX-License-Identifier: Apache-2.0
import FuzzDriver

@testable import Attestation

/// Feeds each input, as it stands, to what measures enclave images, whole and in pieces, and to what reads their signatures.
///
/// Its checksum would stop nearly all that is changed, so that each input is fed a second time with the right one.
@_cdecl("FuzzEIF_main")
public func start(_ argc: CInt, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
    drive(argc, argv) { bytes, count in
        let input = Array(UnsafeBufferPointer(start: bytes, count: count))
        for image in [input, sealed(input)] {
            require(read(image, by: max(1, image.count)) == read(image, by: 7), "how a file is cut changes nothing")
        }
        if let signature = try? ImageSignature(input.span) {
            require(!signature.isValid(for: []), "nobody signs no measurement")
        }
        return 0
    }
}

/// The input with the checksum that it should have.
private func sealed(_ input: [UInt8]) -> [UInt8] {
    let length = ImageHeader.length
    guard input.count > length else { return input }
    let place = (length - ImageHeader.checksumLength)..<length
    var checksum = CRC32()
    checksum.update(input.span.extracting(0..<place.lowerBound))
    checksum.update(input.span.extracting(length..<input.count))
    var image = input
    for (index, shift) in zip(place, [24, 16, 8, 0]) {
        image[index] = UInt8(truncatingIfNeeded: checksum.value >> UInt32(shift))
    }
    return image
}

private func read(_ input: [UInt8], by length: Int) -> Result<EnclaveImage, ImageError> {
    do throws(ImageError) {
        var reader = try ImageReader()
        var next = 0
        while next < input.count {
            let end = min(input.count, next + length)
            try reader.update(input.span.extracting(next..<end))
            next = end
        }
        return .success(try reader.finish())
    } catch { return .failure(error) }
}
