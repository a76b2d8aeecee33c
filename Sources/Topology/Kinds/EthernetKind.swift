package import NetTypes
import OrderedCollections

extension EthernetSpec: KindSpec {
    static let words = KindWords(
        section: "ethernets", noun: "NIC", plural: "NICs", sample: "enp2s0",
        synonyms: ["nics", "interfaces", "physical"])

    static func read(_ fields: inout Fields, name: Located<String>, problems: Problems) -> InterfaceSpec.Kind? {
        .ethernet(EthernetSpec(&fields, name: name, problems: problems))
    }

    var exit: Exit { .itself }
    static let shareInBond: ShareInBond? = .itself

    var assembled: Interface.Kind {
        var nic = Ethernet(mac: mac?.value, path: path?.value, sriov: sriov?.assembled)
        nic.ethtool = ethtool.mapValues(\.value)
        nic.speed = speed?.value
        nic.isFullDuplex = duplex.map { $0.value == .full }
        nic.negotiates = autoneg?.value
        nic.wakeUp = wakeOnLAN?.value
        nic.hearsLLDP = lldp?.value
        nic.queueLength = queueLength?.value
        nic.loginAttempts = authRetries?.value
        nic.login = login?.assembled
        return .ethernet(nic)
    }
}

extension SRIOVSpec {
    fileprivate var assembled: SRIOV {
        let sorted = functions.sorted { $0.index.value < $1.index.value }.map { ($0.index.value, $0.assembled) }
        var sriov = SRIOV(count: count?.value ?? 1, functions: OrderedDictionary(sorted) { first, _ in first })
        sriov.switchMode = switchMode.flatMap { SRIOV.modes.firstIndex(of: $0.value) }
        sriov.inlineMode = inlineMode.flatMap { SRIOV.inlineModes.firstIndex(of: $0.value) }
        sriov.encapMode = encapMode.flatMap { SRIOV.encapModes.firstIndex(of: $0.value) }
        return sriov
    }
}

extension VirtualFunctionSpec {
    fileprivate var assembled: VirtualFunction {
        var function = VirtualFunction()
        function.mac = mac?.value
        function.vlan = vlan?.value
        function.isTrusted = trust?.value
        function.checksSpoofing = spoofCheck?.value
        function.minimumRate = minimumRate?.value
        function.maximumRate = maximumRate?.value
        function.pci = pci?.value
        return function
    }
}

extension Ethernet: KindInTopology {
    package func with(ports: [InterfaceName]) -> Interface.Kind { .ethernet(self) }
}
