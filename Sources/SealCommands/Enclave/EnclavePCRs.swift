// SPDX-License-Identifier: Apache-2.0
internal import Attestation
internal import Bytes
internal import Configuration
internal import Kernel

/// Says what an enclave will measure, from the image that it is started from.
enum EnclavePCRs {
    private static let pieceLength = 1 << 20

    static let command = Command(
        words: ["enclave", "pcrs"], summary: "Shows what an enclave that is started from an image will measure.",
        operands: [Operand("FILE", "the image (EIF)")],
        details: """
            Reads the image as it is; nothing of it is run. PCR0 is all of it, PCR1 kernel, command line and first ramdisk, PCR2 the
            other ramdisks, PCR8 the certificate that signed it. An image that could be loaded in two ways, or whose checksum or
            signature is wrong, is refused. In JSON the names are those of nitro-cli.
            """
    ) { invocation throws(CommandFailure) in
        let image = try measure(invocation.operands[0])
        var measurements: [Report.Field] = [.init("HashAlgorithm", .text("SHA384"))]
        measurements += registers(image).map { .init("PCR\($0.index)", .text(Hex.encode($0.value))) }
        let flags = registers(image).map { "--pcr\($0.index) \(Hex.encode($0.value))" }
        return .of(
            ("Measurements", .record(measurements)), ("architecture", .text(image.architecture.rawValue)),
            ("ramdisks", .number(UInt64(image.ramdisks))), ("isSigned", .bool(image.pcr8 != nil)),
            ("flags", .text(flags.joined(separator: " "))))
    }

    private static func registers(_ image: EnclaveImage) -> [(index: Int, value: [UInt8])] {
        [(0, image.pcr0), (1, image.pcr1), (2, image.pcr2)] + (image.pcr8.map { [(8, $0)] } ?? [])
    }

    private static func measure(_ path: String) throws(CommandFailure) -> EnclaveImage {
        var reader = try reader()
        let file = try open(path)
        var piece: [UInt8] = .init(repeating: 0, count: pieceLength)
        while let count = try fill(&piece, file, path) {
            do throws(ImageError) { try reader.update(piece.span.extracting(0..<count)) } catch {
                throw CommandFailure("\(path): \(error.description)", .refused)
            }
        }
        do throws(ImageError) { return try reader.finish() } catch {
            throw CommandFailure("\(path): \(error.description)", .refused)
        }
    }

    private static func reader() throws(CommandFailure) -> ImageReader {
        do throws(ImageError) { return try ImageReader() } catch { throw CommandFailure(error.description, .software) }
    }

    private static func open(_ path: String) throws(CommandFailure) -> FileStream {
        do throws(FileError) { return try FileStream(path) } catch { throw CommandFailure(path, error) }
    }

    /// How much of the file came; `nil` at its end.
    private static func fill(
        _ piece: inout [UInt8], _ file: borrowing FileStream, _ path: String
    ) throws(CommandFailure) -> Int? {
        do throws(FileError) {
            let count = try file.read(into: &piece)
            return count > 0 ? count : nil
        } catch { throw CommandFailure(path, error) }
    }
}
