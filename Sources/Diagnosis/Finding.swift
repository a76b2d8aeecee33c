/// Something that is wrong with a host's layer 2 or 3, or seems to be.
package struct Finding: Hashable, Sendable {
    package let kind: FindingKind
    package let severity: Severity
    /// The interfaces that the finding is about, the most important first.
    package let interfaces: [String]
    /// One sentence with the names and values in it, without a full stop.
    package let headline: String
    /// What was observed, and how to see it.
    package let seen: [Fact]
    /// What the finding means for the host and its guests, in sentences.
    package let meaning: String
    /// What to do on this host.
    package let here: [Step]
    /// What to ask of the network's operators; may be empty.
    package let network: [String]

    package enum Severity: String, Hashable, Sendable, CaseIterable, Comparable {
        /// Something does not work, or will not.
        case problem
        /// Something may not work, or would stop working if one more thing happened.
        case warning
        /// Nothing is wrong, but it is worth knowing.
        case note

        package static func < (left: Severity, right: Severity) -> Bool { left.order < right.order }

        private var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    /// An observation in words, with a command that shows it to a person.
    package struct Fact: Hashable, Sendable {
        package let text: String
        package let command: String?

        package init(_ text: String, command: String? = nil) {
            self.text = text
            self.command = command
        }
    }

    /// Something to do: words, and what to type or to write into the spec.
    package struct Step: Hashable, Sendable {
        package let text: String
        /// A line for the shell.
        package let command: String?
        /// Lines of a spec.
        package let spec: String?

        package init(_ text: String, command: String? = nil, spec: String? = nil) {
            self.text = text
            self.command = command
            self.spec = spec
        }
    }

    package init(
        _ kind: FindingKind, _ severity: Severity, on interfaces: [String], _ headline: String, seen: [Fact],
        meaning: String, here: [Step], network: [String] = []
    ) {
        self.kind = kind
        self.severity = severity
        self.interfaces = interfaces
        self.headline = headline
        self.seen = seen
        self.meaning = meaning
        self.here = here
        self.network = network
    }
}

/// A kind of finding, by its code, which has a section in `docs/diagnose.md`.
///
/// A code never changes its meaning and is never reused.
package enum FindingKind: String, Hashable, Sendable, CaseIterable, Comparable {
    // Cables and bonds.
    case noCarrier = "D001"
    case noLACPPartner = "D002"
    case severalAggregators = "D003"
    case oneSidedLACP = "D004"
    case deadBackup = "D005"
    case unmonitoredBond = "D006"

    // Addresses and routes.
    case severalDefaultRoutes = "D010"
    case sameNetworkTwice = "D011"
    case addressOnPort = "D012"
    case duplicateAddress = "D013"
    case silentGateway = "D014"
    case ruleIntoEmptyTable = "D015"
    case ruleRejects = "D016"
    case tableWithoutRule = "D017"

    // What the switch does.
    case nativeVLAN = "D020"
    case missingVLAN = "D021"
    case reflection = "D022"
    case mtuMismatch = "D023"
    case notLetIn = "D024"

    // Bridges and guests.
    case portNotForwarding = "D030"
    case tapWithoutBridge = "D031"
    case vlanNotOnBridge = "D032"

    // Profiles.
    case notAsProfile = "D040"
    case rivalProfile = "D041"
    case fileNotLoaded = "D042"
    case notAsApplied = "D043"
    case configuredAtBoot = "D044"

    /// The heading of the kind's section in `docs/diagnose.md`.
    package var title: String {
        switch self {
        case .noCarrier: "a port without carrier"
        case .noLACPPartner: "LACP without a partner"
        case .severalAggregators: "LACP ports in different aggregations"
        case .oneSidedLACP: "LACP on one side only"
        case .deadBackup: "active-backup without a backup"
        case .unmonitoredBond: "a bond that does not look at its ports"
        case .severalDefaultRoutes: "more than one default route"
        case .sameNetworkTwice: "the same network on two interfaces"
        case .addressOnPort: "an address on a port"
        case .duplicateAddress: "an address that two machines have"
        case .silentGateway: "a gateway that does not answer"
        case .ruleIntoEmptyTable: "a policy rule into an empty table"
        case .ruleRejects: "a policy rule that rejects what the host sends"
        case .tableWithoutRule: "routes to which no policy rule leads"
        case .nativeVLAN: "a tag that the switch strips or adds"
        case .missingVLAN: "a VLAN that the trunk does not carry"
        case .reflection: "frames that the network sends back"
        case .mtuMismatch: "an MTU that does not fit"
        case .notLetIn: "a NIC that the switch has not let in"
        case .portNotForwarding: "a bridge port that does not forward"
        case .tapWithoutBridge: "a guest's tap that is in no bridge"
        case .vlanNotOnBridge: "a VLAN that the bridge does not carry to the host"
        case .notAsProfile: "a profile that is not what is active"
        case .rivalProfile: "a profile that wants the same interface"
        case .fileNotLoaded: "a profile's file that is not what is loaded"
        case .notAsApplied: "a link that is not as the applied spec says"
        case .configuredAtBoot: "a NIC that another program configures at boot"
        }
    }

    package static func < (left: FindingKind, right: FindingKind) -> Bool { left.rawValue < right.rawValue }
}
