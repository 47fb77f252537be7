// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Kernel
internal import SealAuthN
internal import StakeRBAC

/// Reads files of cases: one case, or several under `cases`.
struct CaseFile {
    /// A case, or why it cannot be read; whoever cannot be read has failed.
    struct Entry: Sendable {
        let file: String
        let line: Int
        let name: String
        let content: Result<PolicyCase, ConfigurationError>
    }

    private static let maximumCases = 10_000
    private static let endings = [".yaml", ".yml", ".json"]

    let policy: Policy
    let now: WallTime

    /// The files that are meant: itself, or those that lie in a folder; what is below that is for objects.
    static func paths(_ path: String) throws(CommandFailure) -> [String] {
        guard let status = try? FileStatus.of(path), status.isFolder else { return [path] }
        do throws(FileError) {
            let names = try Folder.files(in: path, limit: maximumCases)
            let folder = path.hasSuffix("/") ? path : path + "/"
            return names.filter { name in endings.contains(where: name.hasSuffix) }.map { folder + $0 }
        } catch { throw CommandFailure(path, error) }
    }

    /// The cases of a file.
    func entries(_ path: String) -> [Entry] {
        do throws(ConfigurationError) {
            let file = try YAMLDocument.read(path, limits: ObjectText.limits)
            guard case .mapping(let members) = file.root.content, members.contains(where: { $0.key == "cases" })
            else { return [entry(file.root, .root, path)] }
            let problems = ProblemList()
            guard var reader = MappingReader(file.root, at: .root, of: path, repeatsValues: true, problems: problems)
            else { return [] }
            let items = reader.list("cases")
            if items.isEmpty, problems.isEmpty { reader.report(.empty, "cases", "must name at least one case") }
            reader.refuseOthers()
            try problems.throwIfAny()
            return items.map { entry($0.node, $0.path, path) }
        } catch {
            return [Entry(file: path, line: 1, name: path, content: .failure(error))]
        }
    }

    private func entry(_ node: YAMLNode, _ path: ValuePath, _ file: String) -> Entry {
        let problems = ProblemList()
        let read = read(node, path, file, problems)
        var name = if case .root = path { file } else { "\(path)" }
        if case .scalar(let text, _)? = node.descendant(["case"])?.content, !text.isEmpty { name = text }
        let content: Result<PolicyCase, ConfigurationError>
        do throws(ConfigurationError) {
            try problems.throwIfAny()
            guard let read else {
                throw ConfigurationError([Problem(.invalidValue, at: .file(file, nil), "cannot be read")])
            }
            content = .success(read)
        } catch { content = .failure(error) }
        return Entry(file: file, line: node.position.line, name: name, content: content)
    }

    private func read(
        _ node: YAMLNode, _ path: ValuePath, _ file: String, _ problems: ProblemList
    ) -> PolicyCase? {
        guard var reader = MappingReader(node, at: path, of: file, repeatsValues: true, problems: problems) else {
            return nil
        }
        let name = reader.required("case", ValueKind<String>.text("TEXT", atMost: 253))
        let now = reader.value("now", ValueKind<WallTime>.rfc3339) ?? now
        let circumstances = Circumstances(now: now)
        let asker = reader.required("as").flatMap { node in
            Asker.read(node, at: .name(path, "as"), of: file, policy, circumstances, problems)
        }
        let ask = readAsk(&reader, file, asker, problems)
        let reviewer = reader.value("reviewer", ValueKind<PolicyCase.Reviewer>.oneOf)
        switch ask {
        case .review?: if reviewer != nil { reader.report(.conflict, "reviewer", "is said by the review itself") }
        case .question(let question)?: check(question, reviewer, reader)
        case nil: break
        }
        let outcome = reader.required("expect", ValueKind<PolicyAnswer.Outcome>.oneOf)
        let rule = reader.value("rule", ValueKind<Rule>.oneOf)
        let message = reader.value("message", ValueKind<String>.text("TEXT"))
        reader.refuseOthers()
        guard let name, let asker, let ask, let outcome else { return nil }
        return PolicyCase(
            name: name, asker: asker, ask: ask, circumstances: circumstances, reviewer: reviewer, outcome: outcome,
            rule: rule, message: message)
    }

    private func readAsk(
        _ reader: inout MappingReader, _ file: String, _ asker: Asker?, _ problems: ProblemList
    ) -> PolicyCase.Ask? {
        let review = document("review", &reader, file, problems, ObjectText.review)
        guard review == nil else { return review.map { .review($0) } }
        let word = ValueKind<String>.text("TEXT", atMost: 253)
        let verb = reader.required("verb", word)
        let resource = reader.required("resource", word)
        let part = reader.value("subresource", word)
        let namespace = reader.value("namespace", word)
        let name = reader.value("name", word)
        let object = document("object", &reader, file, problems, ObjectText.read)
        let oldObject = document("oldObject", &reader, file, problems, ObjectText.read)
        guard let verb, let resource else { return nil }
        guard let found = ResourceName(resource, among: policy.kinds) else {
            reader.report(.invalidValue, "resource", "is no resource that is known; say RESOURCE.GROUP")
            return nil
        }
        return .question(
            PolicyQuestion(
                verb: verb, resource: found, part: part ?? "",
                namespace: NamespaceText.read(namespace ?? "", owner: asker?.owner), name: name ?? "", object: object,
                oldObject: oldObject))
    }

    /// Refuses what would be judged by less than an apiserver sends: a case must not hold because its object was forgotten.
    private func check(_ question: PolicyQuestion, _ reviewer: PolicyCase.Reviewer?, _ reader: MappingReader) {
        if question.lacksObject, reviewer != .authorization {
            let key = question.object == nil ? "object" : "oldObject"
            reader.report(.missing, key, "is required, as an apiserver sends it; or say reviewer: authorization")
        }
        guard question.part.isEmpty, let said = try? ObjectNames(question.object),
            let other = said.otherResource(than: question.resource, policy.kinds)
        else { return }
        reader.report(.conflict, "object", "is one of \(other), not of \(question.resource)")
    }

    /// What stands under a key, or in the file that the key with `File` names, seen from the case's folder.
    private func document(
        _ key: String, _ reader: inout MappingReader, _ file: String, _ problems: ProblemList,
        _ read: (String) throws(ConfigurationError) -> [UInt8]
    ) -> [UInt8]? {
        let node = reader.node(key)
        let named = reader.value(key + "File", ValueKind<String>.path)
        do throws(ConfigurationError) {
            guard let named else { return try node?.json(of: file) }
            guard node == nil else {
                reader.report(.conflict, key + "File", "is given beside \(key); keep one of them")
                return nil
            }
            let folder = file.lastIndex(of: "/").map { file[...$0] } ?? ""
            return try read(named.hasPrefix("/") ? named : folder + named)
        } catch {
            for problem in error.problems { problems.report(problem) }
            return nil
        }
    }
}

extension ValueKind where Value == WallTime {
    /// A point in time.
    static var rfc3339: ValueKind {
        ValueKind(
            "TIME",
            read: { text throws(ValueRefusal) in
                guard let time = RFC3339.read(text) else {
                    throw ValueRefusal("must be a time such as 2026-11-20T22:03:00Z")
                }
                return time
            }, write: { RFC3339.write($0) })
    }
}
