import NetTypes

/// A NIC as the `ethernets` section declares it.
struct EthernetSpec: Sendable {
    var mac: Located<MACAddress>?
    var path: Located<String>?
    var sriov: SRIOVSpec?
    var ethtool: [String: Located<Int>] = [:]
    var speed: Located<Int>?
    var duplex: Located<Duplex>?
    var autoneg: Located<Bool>?
    var wakeOnLAN: Located<Int>?
    var lldp: Located<Bool>?
    var queueLength: Located<Int>?
    var authRetries: Located<Int>?
    var login: LoginSpec?

    static let keys = [
        "mac", "path", "mtu", "sriov", "ethtool", "speed", "duplex", "autoneg", "wake-on-lan", "lldp",
        "tx-queue-length", "802-1x", "auth-retries",
    ]

    enum Duplex: String, CaseIterable { case full, half }

    init() {}

    init(_ fields: inout Fields, name: Located<String>, problems: Problems) {
        sriov = fields.read("sriov") { SRIOVSpec($0, of: name.value, problems: problems) }
        if let field = fields["ethtool"] {
            if var inner = Fields(
                field.value, of: "`ethtool` of NIC \(quoted(name.value))", known: EthtoolOption.all.map(\.name),
                example: "ethtool: {feature-tso: false}", problems: problems)
            {
                for option in EthtoolOption.all {
                    ethtool[option.name] = inner.read(option.name) { problems.ethtool($0, option) }
                }
            }
        }
        speed = fields.read("speed") { problems.integer($0, in: 10...4_294_967_294, example: 1000) }
        duplex = fields.read("duplex") { problems.word($0, as: Duplex.self) }
        autoneg = fields.read("autoneg", problems.boolean)
        wakeOnLAN = fields.read("wake-on-lan") { problems.flags($0, WakeUp.words) }
        lldp = fields.read("lldp", problems.boolean)
        queueLength = fields.read("tx-queue-length") { problems.integer($0, in: 0...4_294_967_295, example: 1000) }
        authRetries = fields.read("auth-retries") { problems.integer($0, in: 0...2_147_483_647, example: 3) }
        login = fields.read("802-1x") { LoginSpec($0, of: "NIC \(quoted(name.value))", problems: problems) }
        mac = fields.read("mac", problems.mac)
        path = fields.read("path") { field in
            guard
                let text = problems.text(
                    field.value, at: field.span, "`path`", "a udev path", example: "path: pci-0000:02:00.0")
            else { return nil }
            let allowed = text.value.utf8.allSatisfy { (0x21...0x7e).contains($0) }
            if allowed { return text }
            problems.error(
                .badValue, "\(quoted(text.value)) is not a udev path", at: text.span,
                help: "write what `udevadm info --query=property /sys/class/net/NAME` shows as ID_PATH, for example"
                    + " `path: pci-0000:02:00.0`")
            return nil
        }
    }
}

extension Problems {
    fileprivate func ethtool(_ field: Field, _ option: EthtoolOption) -> Located<Int>? {
        switch option.form {
        case .flag: return boolean(field).map { Located(value: $0.value ? 1 : 0, span: $0.span) }
        case .number:
            // NetworkManager takes these for switches, and yet writes them as numbers.
            let isSwitch = option.name.hasPrefix("coalesce-adaptive-")
            return integer(field, in: 0...(isSwitch ? 1 : 4_294_967_295), example: isSwitch ? 1 : 512)
        case .modes:
            guard let modes = flags(field, EthtoolOption.modes) else { return nil }
            if modes.value != 0 { return modes }
            error(
                .badValue, "`\(option.name)` needs a mode", at: modes.span,
                help: "write for example `\(option.name): [auto]`, or `[off]`")
            return nil
        }
    }

    /// Reads a list of words, or one word, as the sum of their bits.
    func flags(_ field: Field, _ words: [(word: String, bit: Int)]) -> Located<Int>? {
        let names = words.map(\.word)
        func bit(_ node: SpecNode) -> Int? {
            word(Field(key: field.key, value: node), names, numbers: false).flatMap { found in
                words.first { $0.word == found.value }?.bit
            }
        }
        if case .scalar = field.value.content, !field.value.isNull {
            return bit(field.value).map { Located(value: $0, span: field.value.span) }
        }
        guard let items = items(of: field, example: "\(field.key.value): [\(names.last ?? "")]") else { return nil }
        let bits = items.compactMap(bit)
        return bits.count < items.count ? nil : Located(value: bits.reduce(0, |), span: field.span)
    }
}
