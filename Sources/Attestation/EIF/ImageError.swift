// SPDX-License-Identifier: Apache-2.0

/// Why a file is no enclave image, or none whose measurements are certain.
public struct ImageError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong; closed.
    public enum Code: String, Sendable, CaseIterable {
        /// It does not begin with `.eif`.
        case notAnImage = "not_an_image"
        /// A version of the format that we do not know.
        case unknownVersion = "unknown_version"
        /// A bit or a field is set that nobody has given a meaning.
        case unknownFlag = "unknown_flag"
        /// A section of a kind that we do not know.
        case unknownSection = "unknown_section"
        /// There are no sections, or more than the header has places for.
        case sectionCount = "section_count"
        /// The header's table does not say what the sections say.
        case tableDiffers = "table_differs"
        /// A kind of section is missing, stands twice, or stands in another order than images are loaded in.
        case sectionOrder = "section_order"
        /// A section is empty, or longer than its kind may be.
        case sectionSize = "section_size"
        /// The file ends before its sections do.
        case truncated
        /// The file goes on after its last section.
        case trailing
        /// The checksum is another one.
        case checksum
        /// The signature's section cannot be read.
        case malformedSignature = "malformed_signature"
        /// The signature is not its certificate's, or over another measurement.
        case wrongSignature = "wrong_signature"
        /// OpenSSL does not do its part.
        case cryptography
    }

    /// What is wrong.
    public let code: Code

    /// Names a fault.
    public init(_ code: Code) { self.code = code }

    /// A phrase that can follow the file's name and a colon.
    public var description: String {
        switch code {
        case .notAnImage: "no enclave image: it does not begin with .eif"
        case .unknownVersion: "an image of a version that is not known here"
        case .unknownFlag: "a field is set that is not known here"
        case .unknownSection: "a section of a kind that is not known here"
        case .sectionCount: "there must be between 3 and 32 sections"
        case .tableDiffers: "the header's table of sections is not that of the sections"
        case .sectionOrder: "there must be a kernel, a command line, ramdisks in this order, and one signature at most"
        case .sectionSize: "a section is empty, or longer than one of its kind may be"
        case .truncated: "it ends in the middle of a section"
        case .trailing: "it goes on after its last section"
        case .checksum: "its checksum is wrong: it was damaged, or changed"
        case .malformedSignature: "its signature cannot be read"
        case .wrongSignature: "its signature is not its certificate's over what it measures"
        case .cryptography: "OpenSSL does not do its part"
        }
    }
}
