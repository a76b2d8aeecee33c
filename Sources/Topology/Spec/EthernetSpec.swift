import NetTypes

/// A NIC as the `ethernets` section declares it.
struct EthernetSpec: Sendable {
    var mac: Located<MACAddress>?
    var path: Located<String>?
    var sriov: SRIOVSpec?

    static let keys = ["mac", "path", "mtu", "sriov"]

    init() {}

    init(_ fields: inout Fields, name: Located<String>, problems: Problems) {
        sriov = fields.read("sriov") { SRIOVSpec($0, of: name.value, problems: problems) }
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
