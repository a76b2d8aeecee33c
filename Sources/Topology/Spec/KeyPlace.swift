package import NetTypes

/// Finds keys in the files of a spec, for what only the host says of them, long after the spec was read.
package enum KeyPlace {
    /// The place of a key that a spec has for an interface.
    ///
    /// - Parameters:
    ///   - keys: the key after those around it, for example `["ethtool", "ring-rx"]`; where they are not found together, the
    ///     last one alone.
    ///   - name: the interface.
    ///   - first: where the spec first names it, which of a VLAN in `trunks` is its number.
    ///   - sources: the files of the spec.
    /// - Returns: `nil` where the spec has no such key for it.
    package static func find(
        _ keys: [String], of name: InterfaceName, namedAt first: SourceLocation?, in sources: [SpecSource]
    ) -> SourceLocation? {
        if keys.isEmpty { return nil }
        let decoding = Problems(sources: sources.map { SourceText(name: $0.name, text: "") })
        let texts = sources.indices.map { file in
            SourceText(
                name: sources[file].name, text: SourceGuard.text(sources[file], file: file, problems: decoding) ?? "")
        }
        let problems = Problems(sources: texts)
        let roots = texts.indices.compactMap { Composer.document(texts[$0], file: $0, problems: problems) }
        let own = roots.flatMap(\.allEntries).filter { entry in
            entry.key.value == name.text
                || entry.key.span.line == first?.line && problems.location(entry.key.span) == first
        }
        for path in [keys[...], keys.suffix(1)] {
            for entry in own {
                if let span = entry.value.find(path) { return problems.location(span) }
            }
        }
        return nil
    }
}

extension SpecNode {
    private var entries: [Entry] { if case .mapping(let entries) = content { entries } else { [] } }

    private var children: [SpecNode] {
        switch content {
        case .scalar: []
        case .sequence(let items): items
        case .mapping(let entries): entries.map(\.value)
        }
    }

    /// The entries of every mapping within the node.
    fileprivate var allEntries: [Entry] { entries + children.flatMap(\.allEntries) }

    /// The place of the last of some keys, each somewhere within the value of the one before; the outermost one counts.
    fileprivate func find(_ path: ArraySlice<String>) -> Span? {
        guard let key = path.first else { return nil }
        var level = [self]
        while !level.isEmpty {
            if let entry = level.lazy.flatMap(\.entries).first(where: { $0.key.value == key }) {
                return path.count == 1 ? entry.key.span : entry.value.find(path.dropFirst())
            }
            level = level.flatMap(\.children)
        }
        return nil
    }
}
