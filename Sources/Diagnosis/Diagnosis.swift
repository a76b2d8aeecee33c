import Host

/// Finds what is wrong with a host, from one observation of it.
package enum Diagnosis {
    /// Applies all rules.
    ///
    /// - Parameter observation: what was observed.
    /// - Returns: the findings, the worst first, then by code and interface.
    package static func findings(in observation: HostObservation) -> [Finding] {
        let site = Site(observation)
        let rules: [(Site) -> [Finding]] = [
            CarrierRules.findings, LACPRules.findings, BackupRules.findings, RouteRules.findings,
            PolicyRules.findings, AddressRules.findings, NeighbourRules.findings, SwitchRules.findings,
            ReflectionRules.findings, LoginRules.findings, MTURules.findings, BridgeRules.findings,
            BridgeVLANRules.findings, ProfileRules.findings,
            AppliedRules.findings, BootRules.findings,
        ]
        let all = rules.flatMap { $0(site) }
        return withoutConsequences(all, in: site).sorted {
            ($0.severity, $0.kind, $0.interfaces.first ?? "", $0.headline)
                < ($1.severity, $1.kind, $1.interfaces.first ?? "", $1.headline)
        }
    }

    /// Removes findings that merely follow from others: behind a dead bond, for instance, no gateway answers.
    private static func withoutConsequences(_ findings: [Finding], in site: Site) -> [Finding] {
        let dead = Set(
            findings.filter { $0.severity == .problem && [.noCarrier, .noLACPPartner].contains($0.kind) }
                .flatMap(\.interfaces))
        let tagged = Set(
            findings.filter { [.nativeVLAN, .missingVLAN, .reflection].contains($0.kind) }.flatMap(\.interfaces))
        let native = Set(findings.filter { $0.kind == .nativeVLAN }.flatMap(\.interfaces))
        let uncarried = findings.filter { $0.kind == .vlanNotOnBridge }.compactMap(\.interfaces.first)
        return findings.filter { finding in
            switch finding.kind {
            case .silentGateway, .missingVLAN, .nativeVLAN:
                // The bridge comes first only where the finding is about its own addresses.
                if finding.interfaces.contains(where: { site.isCutOff($0, by: uncarried) }) { return false }
            default: break
            }
            switch finding.kind {
            case .silentGateway:
                return finding.interfaces.allSatisfy { !tagged.contains($0) && !site.stands($0, onAnyOf: dead) }
            case .missingVLAN:
                return finding.interfaces.allSatisfy { !native.contains($0) && !site.stands($0, onAnyOf: dead) }
            case .nativeVLAN: return finding.interfaces.allSatisfy { !site.stands($0, onAnyOf: dead) }
            default: return true
            }
        }
    }
}
