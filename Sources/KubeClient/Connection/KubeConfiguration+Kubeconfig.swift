// SPDX-License-Identifier: Apache-2.0
internal import Bytes
public import Configuration
internal import HTTPClient
internal import Kernel

extension KubeConfiguration {
    /// As kubectl would reach an apiserver by this file, in its current context or in another.
    ///
    /// What weakens the connection, starts programs or needs a proxy is refused, with the reason; so is a key or a token that others
    /// could read with the file.
    public static func kubeconfig(
        _ path: String, context: String? = nil
    ) throws(ConfigurationError) -> KubeConfiguration {
        let contents: FileContents
        do throws(FileError) { contents = try FileContents.read(path, limit: YAMLLimits().bytes) } catch {
            throw ConfigurationError([Problem(reading: path, error)])
        }
        let document = try YAMLDocument.parse(contents.bytes.span, name: path)
        do throws(Problem) {
            let reader = KubeconfigReader(document, path: path, isPrivate: contents.status.isPrivate)
            return try reader.configuration(context)
        } catch { throw ConfigurationError([error]) }
    }
}
