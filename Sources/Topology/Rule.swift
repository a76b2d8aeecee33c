/// A rule that specs must keep, by its code, which has a section in `docs/rules.md`.
///
/// A code never changes its meaning and is never reused.
package enum Rule: String, Hashable, Sendable, CaseIterable {
    // The file and its YAML.
    case unreadableFile = "T001"
    case notYAML = "T002"
    case tooComplex = "T003"
    case unsupportedYAML = "T004"
    case emptyFile = "T005"
    case version = "T006"
    case duplicateKey = "T007"
    case notSilenceable = "T008"
    case silencedNothing = "T009"

    // Keys and values.
    case unknownKey = "T010"
    case wrongType = "T011"
    case badValue = "T012"
    case outOfRange = "T013"
    case variable = "T014"
    case badName = "T015"
    case missingKey = "T016"
    case badMAC = "T017"
    case notInNetworkManager = "T018"

    // Names and who they belong to.
    case duplicateName = "T020"
    case dangling = "T021"
    case absentDefined = "T022"
    case unmanagedDefined = "T023"
    case duplicateMAC = "T024"
    case nothingDefined = "T025"
    case layer3Twice = "T026"
    case notABridge = "T027"
    case macSource = "T028"
    case nicContradiction = "T029"

    // How interfaces stand on each other.
    case twoControllers = "T030"
    case cycle = "T031"
    case bondInBond = "T032"
    case bridgeAsPort = "T033"
    case vlanInBond = "T034"
    case vlanOnBondPort = "T035"
    case vlanOnBridgePort = "T036"
    case layer3OnPort = "T037"
    case vlanTwice = "T038"

    // Frame sizes.
    case vlanMTU = "T040"
    case bondPortMTU = "T041"
    case ipv6MTU = "T042"
    case bridgeMTU = "T043"
    case tunnelMTU = "T044"

    // Bonds.
    case bondOptionRefused = "T050"
    case bondOptionIgnored = "T051"
    case bondOptionConflict = "T052"
    case bondDelay = "T053"
    case primaryNotPort = "T054"
    case bondUnwatched = "T055"
    case bondWithoutPorts = "T056"
    case bondOnePort = "T057"
    case bondMACNotSet = "T058"

    // Bridges.
    case vlansUnfiltered = "T060"
    case bridgeVLANTwice = "T061"
    case stpDelay = "T062"
    case forwardDelayUnused = "T063"
    case ageingTimeZero = "T064"
    case bridgeWithoutPorts = "T065"
    case loop = "T066"
    case joinedVLANs = "T067"
    case bridgeVLANNowhere = "T068"

    // Addresses, gateways, routes, names.
    case addressTwice = "T070"
    case subnetOverlap = "T071"
    case notAHostAddress = "T072"
    case prefixMissing = "T073"
    case withoutAddress = "T074"
    case wrongFamily = "T075"
    case gatewayOffLink = "T076"
    case gatewayIsOwnAddress = "T077"
    case twoDefaultGateways = "T078"
    case automaticDefaultGateways = "T079"
    case neverDefaultGateway = "T080"
    case defaultRouteInMain = "T081"
    case routeHostBits = "T082"
    case nextHopOffLink = "T083"
    case routeTwice = "T084"
    case routeContradiction = "T085"
    case ruleContradiction = "T086"
    case ruleTwice = "T087"
    case tableWithoutRule = "T088"
    case tableWithoutRoute = "T089"

    // Guests and virtual functions.
    case guestWithoutBridge = "T090"
    case guestMACTwice = "T091"
    case emulatedNIC = "T092"
    case largeFramesEmulated = "T093"
    case guestVLAN = "T094"
    case guestVLANNowhere = "T095"
    case guestBridgeAddress = "T096"
    case noSuchVF = "T097"
    case vfTwice = "T098"
    case vfBesideBond = "T099"
    case noLiveMigration = "T100"

    // Routing and addressing, beside the above.
    case sourceElsewhere = "T101"
    case addressingContradiction = "T102"

    // Tunnels, and interfaces beside another.
    case vxlanTwice = "T110"
    case tunnelWithoutParent = "T111"
    case tunnelEnds = "T112"
    case parentIsPort = "T113"
    case passthruShared = "T114"
    case tunnelTwice = "T115"
    case tunnelKey = "T116"
    case notEthernet = "T117"
    case vethPeer = "T118"
    case vrfTable = "T119"
    case vrfPort = "T120"
    case notPromiscuous = "T121"
    case ipvlanBeside = "T130"
    case ipvlanCarries = "T131"
    case ipvlanAutomatic = "T132"
    case hsrPort = "T133"
    case hsrCarries = "T134"
    case hsrVersion = "T135"
    case macsecTwice = "T136"

    // Open vSwitch.
    case ovsPorts = "T140"
    case ovsInterfaceAlone = "T141"
    case ovsCannotBePort = "T142"
    case ovsAddress = "T143"
    case ovsPatch = "T144"
    case ovsContradiction = "T145"
    case ovsPortName = "T146"
    case ovsGuestEverywhere = "T147"

    // Logins at switches.
    case loginContradiction = "T150"
    case loginToAnybody = "T151"
}

extension Rule {
    /// Whether a breach can be a mere warning or note, which a spec can silence.
    ///
    /// A silence itself cannot be silenced: the remedy is to remove it.
    package var canBeSilenced: Bool {
        switch self {
        case .nothingDefined, .loginToAnybody, .vlanInBond, .vlanOnBridgePort, .bridgeMTU, .bondOptionIgnored,
            .bondDelay,
            .bondUnwatched,
            .bondWithoutPorts, .bondOnePort, .stpDelay, .forwardDelayUnused, .ageingTimeZero, .bridgeWithoutPorts,
            .loop,
            .joinedVLANs, .bridgeVLANNowhere, .twoDefaultGateways, .automaticDefaultGateways, .emulatedNIC,
            .largeFramesEmulated,
            .guestVLANNowhere, .ovsGuestEverywhere,
            .guestBridgeAddress, .vfBesideBond, .noLiveMigration, .tableWithoutRule, .tableWithoutRoute,
            .sourceElsewhere:
            true
        default: false
        }
    }
}
