import NetTypes
import OrderedCollections
import Topology

/// NetworkManager's settings of a bond.
func bondSettings(_ bond: Bond) -> Settings {
    var options = ["mode": bond.mode.rawValue]
    for (name, value) in bond.options { options[name] = value }
    var settings: Settings = ["bond": ["options": .stringMap(options)]]
    if let mac = bond.mac {
        settings["802-3-ethernet"] = ["assigned-mac-address": .string(mac.description)]
    }
    return settings
}
