import NetTypes
import OrderedCollections
import Topology

/// What ifcfg files say of a NIC's driver, of its virtual functions and of its login at the switch.
extension IfcfgFile {
    /// Reads ETHTOOL_OPTS: options of `ethtool -s`, or commands of ethtool with a semicolon between them.
    mutating func readDriver(_ nic: inout Ethernet) {
        nic.login = login()
        guard let entry = values.take("ETHTOOL_OPTS") else { return }
        for command in entry.value.split(separator: ";") {
            var words = command.words[...]
            let groups = [
                "-K": "feature", "--offload": "feature", "--features": "feature", "-A": "pause", "--pause": "pause",
                "-C": "coalesce", "--coalesce": "coalesce", "-G": "ring", "--set-ring": "ring", "-L": "channels",
                "--set-channels": "channels",
            ]
            if words.first == "-s" || words.first == "--change" {
                words = words.dropFirst(2)
            } else if let group = words.first.flatMap({ groups[$0] }) {
                words = words.dropFirst(2)
                while let option = words.popFirst() {
                    readOption(group, option, words.popFirst() ?? "", &nic, entry)
                }
                continue
            } else if words.first?.hasPrefix("-") == true {
                values.note(.noEqual, entry, "\(String(command).shown) of `ETHTOOL_OPTS` has no equal in a spec")
                continue
            }
            while let option = words.popFirst() { readLink(option, words.popFirst() ?? "", &nic, entry) }
        }
        // A speed needs a duplex mode, and the other way round.
        if (nic.speed == nil) != (nic.isFullDuplex == nil) {
            values.note(
                .unusable, entry,
                "a speed goes with a duplex mode; `ETHTOOL_OPTS` has one of the two, which is left out")
            (nic.speed, nic.isFullDuplex) = (nil, nil)
        }
    }

    private mutating func readLink(_ option: String, _ value: String, _ nic: inout Ethernet, _ entry: KeyedValues.Entry)
    {
        switch option {
        case "autoneg" where value.asFlag != nil: nic.negotiates = value.asFlag
        case "speed": nic.speed = Int(value).flatMap { (10...4_294_967_294).contains($0) ? $0 : nil }
        case "duplex" where value == "full" || value == "half": nic.isFullDuplex = value == "full"
        case "wol":
            let bits: [Character: Int] = ["p": 2, "u": 4, "m": 8, "b": 16, "a": 32, "g": 64, "s": 0, "d": 0]
            if value.allSatisfy({ bits[$0] != nil }) {
                nic.wakeUp = value.contains("d") ? 0 : value.reduce(0) { $0 | (bits[$1] ?? 0) }
                return
            }
            fallthrough
        default:
            values.note(
                .noEqual, entry, "\("\(option) \(value)".shown) of `ETHTOOL_OPTS` has no equal in a spec")
        }
    }

    private mutating func readOption(
        _ group: String, _ option: String, _ value: String, _ nic: inout Ethernet, _ entry: KeyedValues.Entry
    ) {
        let names = [
            "lro": "lro", "large-receive-offload": "lro", "generic-receive-offload": "gro",
            "tcp-segmentation-offload": "tso",
            "generic-segmentation-offload": "gso", "rx-checksumming": "rx", "tx-checksumming": "tx",
            "scatter-gather": "sg",
            "rx-vlan-offload": "rxvlan", "tx-vlan-offload": "txvlan", "receive-hashing": "rxhash",
            "ntuple-filters": "ntuple",
        ]
        guard let known = EthtoolOption.named("\(group)-\(names[option] ?? option)") else {
            return values.note(
                .noEqual, entry, "\("\(option) \(value)".shown) of `ETHTOOL_OPTS` has no equal in a spec")
        }
        let number =
            known.form == .flag || known.name.hasPrefix("coalesce-adaptive-")
            ? value.asFlag.map { $0 ? 1 : 0 } : Int(value).flatMap { (0...0xffff_ffff).contains($0) ? $0 : nil }
        guard let number else {
            return values.note(.unusable, entry, "\(value.shown) is no value for \(option) of `ETHTOOL_OPTS`")
        }
        nic.ethtool[known.name] = number
    }

    // MARK: Virtual functions

    /// Reads SRIOV_TOTAL_VFS and SRIOV_VF0, SRIOV_VF1 and so on.
    mutating func sriov() -> SRIOV? {
        let count = values.number("SRIOV_TOTAL_VFS", in: 0...65_535)
        var functions: OrderedDictionary<Int, VirtualFunction> = [:]
        for entry in values.takeAll(where: { $0.key.hasPrefix("SRIOV_VF") }) {
            guard let index = Int(entry.key.dropFirst(8)), let count, (0..<count).contains(index) else {
                values.note(.mistake, entry, "`\(entry.key)` is none of the \(count ?? 0) virtual functions")
                continue
            }
            functions[index] = function(entry)
        }
        guard let count, count > 0 else { return nil }
        return SRIOV(count: count, functions: functions)
    }

    private mutating func function(_ entry: KeyedValues.Entry) -> VirtualFunction {
        var function = VirtualFunction()
        for word in entry.value.words {
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            let value = parts.count == 2 ? parts[1] : ""
            let rate = Int(value).flatMap { (1...0xffff_ffff).contains($0) ? $0 : nil }
            switch parts.first {
            case "mac"? where MACAddress(value) != nil: function.mac = MACAddress(value)
            case "trust"? where value.asFlag != nil: function.isTrusted = value.asFlag
            case "spoof-check"? where value.asFlag != nil: function.checksSpoofing = value.asFlag
            case "min-tx-rate"? where rate != nil: function.minimumRate = rate
            case "max-tx-rate"? where rate != nil: function.maximumRate = rate
            case "vlans"? where Int(value).flatMap({ VLANID($0) }) != nil:
                function.vlan = Int(value).flatMap { VLANID($0) }
            default: values.note(.noEqual, entry, "\(word.shown) of a virtual function has no equal in a spec")
            }
        }
        return function
    }

    // MARK: 802.1X

    /// Reads the login at the switch; its secrets stay where they are.
    private mutating func login() -> Login? {
        guard let key = values.take("KEY_MGMT") else { return nil }
        let start = "IEEE_8021X_"
        let methods = values.take(start + "EAP_METHODS")
        let identity = values.text(start + "IDENTITY")
        let words = methods?.value.lowercased().words ?? []
        guard key.value == "IEEE8021X", words.count == 1, let method = Login.Method(rawValue: words[0]), let identity
        else {
            values.note(
                .noEqual, methods ?? key, "this login at the switch (802.1X) has no equal in a spec, and is left out")
            _ = values.takeAll { $0.key.hasPrefix(start) }
            return nil
        }
        var login = Login(method: method, identity: identity)
        login.anonymousIdentity = values.text(start + "ANON_IDENTITY")
        login.authorities = path(start + "CA_CERT")
        login.serverDomain = values.text(start + "DOMAIN_SUFFIX_MATCH")
        login.isOptional = values.flag(start + "OPTIONAL") ?? false
        login.timeout = values.number(start + "AUTH_TIMEOUT", in: 0...Int(Int32.max)).flatMap { $0 == 0 ? nil : $0 }
        if method == .tls {
            login.certificate = path(start + "CLIENT_CERT")
            login.privateKey = path(start + "PRIVATE_KEY")
        } else if let inner = values.take(start + "INNER_AUTH_METHODS") {
            let word = inner.value.lowercased()
            login.inner = Login.Inner(rawValue: word.hasPrefix("eap-") ? String(word.dropFirst(4)) : word)
            if login.inner?.fits(method) != true {
                login.inner = nil
                values.note(.noEqual, inner, "\(inner.value.shown) within \(method) has no equal in a spec")
            }
        }
        let hasSecret = !values.takeAll { $0.key.hasPrefix(start) && $0.key.contains("PASSWORD") }.isEmpty
        if method != .tls || hasSecret {
            let key = method == .tls ? "private-key-password-file" : "password-file"
            values.note(
                .noEqual, methods, "a spec does not have the password of the login",
                help: "Write it into a file of root's (mode 0600), and that file's path behind `\(key)`")
        }
        return login
    }

    /// The path of a file beside this one, or anywhere.
    private mutating func path(_ key: String) -> String? {
        guard var path = values.text(key) else { return nil }
        if path.hasPrefix("file://") { path = String(path.dropFirst(7)) }
        if path.hasPrefix("/") { return path }
        return "/etc/sysconfig/network-scripts/" + path
    }
}
