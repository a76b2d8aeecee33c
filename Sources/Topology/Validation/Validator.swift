package import NetTypes
import OrderedCollections

/// A valid spec: its topology, and what is doubtful about it.
package struct ValidatedSpec: Hashable, Sendable {
    package let topology: Topology
    /// Warnings and notes, in the order of the files.
    package let diagnostics: [Diagnostic]
    /// Warnings and notes that the spec silences, in the order of the files.
    package let silenced: [SilencedDiagnostic]
    /// Where the spec first names each interface.
    package let locations: [InterfaceName: SourceLocation]
}

extension Topology {
    /// Reads spec files as one spec.
    ///
    /// - Throws: ``InvalidSpec`` with every problem of every file, in the order of the files.
    package init(validating sources: [SpecSource]) throws(InvalidSpec) {
        self = try Self.validate(sources).topology
    }

    /// Reads spec files as one spec, and also returns what is only doubtful.
    ///
    /// - Parameters:
    ///   - sources: the files.
    ///   - isForced: whether errors of the rules that can be forced become warnings.
    /// - Returns: the topology, and what is doubtful about it.
    /// - Throws: ``InvalidSpec`` with every problem of every file, in the order of the files.
    package static func validate(
        _ sources: [SpecSource], isForced: Bool = false
    ) throws(InvalidSpec) -> ValidatedSpec {
        let (draft, problems) = try draft(of: sources, isForced: isForced)
        return try checked(draft, problems)
    }

    /// Reads a spec that was confirmed earlier, and so was valid by the rules of that time.
    ///
    /// It does not apply today's rules, some of which may be newer; it only checks what every topology guarantees.
    ///
    /// - Parameter sources: the files as the history holds them.
    /// - Returns: the topology; `nil` where this version cannot make one.
    package static func confirmed(_ sources: [SpecSource]) -> Topology? {
        guard let (draft, problems) = try? draft(of: sources, isForced: true) else { return nil }
        StackingRules(draft: draft, problems: problems).check()
        return problems.hasErrors ? nil : Topology(draft, mtus: MTURules(draft: draft, problems: problems).all)
    }

    /// Reads the files and joins them.
    private static func draft(of sources: [SpecSource], isForced: Bool) throws(InvalidSpec) -> (Draft, Problems) {
        guard !sources.isEmpty else {
            throw InvalidSpec(diagnostics: [Diagnostic(.emptyFile, severity: .error, "no spec was given", at: nil)])
        }
        // The texts come first, since a problem can point into any of them.
        let decoding = Problems(sources: sources.map { SourceText(name: $0.name, text: "") })
        let texts = sources.indices.map { SourceGuard.text(sources[$0], file: $0, problems: decoding) }
        let problems = Problems(
            sources: zip(sources, texts).map { SourceText(name: $0.name, text: $1 ?? "") }, after: decoding,
            isForced: isForced)
        var files: [FileSpec] = []
        for (index, text) in texts.enumerated() where text != nil {
            let source = problems.sources[index]
            guard let root = Composer.document(source, file: index, problems: problems) else { continue }
            if let file = FileSpec(root, problems: problems) { files.append(file) }
        }
        // With one file missing, errors in the others would be misleading.
        guard files.count == sources.count else { throw InvalidSpec(diagnostics: problems.sorted) }
        problems.silence(files.flatMap(\.silences))
        let draft = Draft(files, problems: problems)
        guard SizeLimits.admit(draft, problems) else { throw InvalidSpec(diagnostics: problems.sorted) }
        return (draft, problems)
    }

    private static func checked(_ draft: Draft, _ problems: Problems) throws(InvalidSpec) -> ValidatedSpec {
        NamingRules(draft: draft, problems: problems).check()
        StackingRules(draft: draft, problems: problems).check()
        TunnelRules(draft: draft, problems: problems).check()
        VethRules(draft: draft, problems: problems).check()
        VRFRules(draft: draft, problems: problems).check()
        ParentRules(draft: draft, problems: problems).check()
        IPVLANRules(draft: draft, problems: problems).check()
        HSRRules(draft: draft, problems: problems).check()
        MACsecRules(draft: draft, problems: problems).check()
        let mtus = MTURules(draft: draft, problems: problems)
        mtus.check()
        BondRules(draft: draft, problems: problems).check()
        BridgeRules(draft: draft, problems: problems).check()
        BridgeVLANRules(draft: draft, problems: problems).check()
        OVSRules(draft: draft, problems: problems).check()
        LoopRules(draft: draft, problems: problems).check()
        AddressRules(draft: draft, problems: problems).check()
        GatewayRules(draft: draft, problems: problems).check()
        RouteRules(draft: draft, problems: problems).check()
        PolicyRules(draft: draft, problems: problems).check()
        NICRules(draft: draft, problems: problems).check()
        SRIOVRules(draft: draft, problems: problems).check()
        GuestRules(draft: draft, mtus: mtus, problems: problems).check()
        problems.reportUnusedSilences()
        guard !problems.hasErrors else { throw InvalidSpec(diagnostics: problems.sorted) }
        return ValidatedSpec(
            topology: Topology(draft, mtus: mtus.all), diagnostics: problems.sorted, silenced: problems.silenced,
            locations: Dictionary(
                uniqueKeysWithValues: draft.interfaces.values.map { ($0.name, problems.location($0.span)) }))
    }
}
