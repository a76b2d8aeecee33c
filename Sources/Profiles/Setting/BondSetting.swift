import NetTypes
import OrderedCollections
import Topology

/// NetworkManager's settings of a bond.
///
/// - Parameters:
///   - bond: what the spec says of it.
///   - devices: the kernel's names of NICs that have another one: `primary` is given to the kernel as it stands.
/// - Returns: the `bond` setting, and `802-3-ethernet` for a MAC address.
func bondSettings(_ bond: Bond, devices: [InterfaceName: InterfaceName]) -> Settings {
    var options = ["mode": bond.mode.rawValue]
    for (name, value) in bond.options { options[name] = value }
    if let primary = options["primary"].flatMap({ try? InterfaceName($0) }), let device = devices[primary] {
        options["primary"] = device.text
    }
    var settings: Settings = ["bond": ["options": .stringMap(options)]]
    if let mac = bond.mac {
        settings["802-3-ethernet"] = ["assigned-mac-address": .string(mac.description)]
    }
    return settings
}
