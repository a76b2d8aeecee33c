import NetTypes
import Topology

/// NetworkManager's settings of a NIC: which one it is.
func ethernetSettings(_ ethernet: Ethernet) -> Settings {
    var settings: Settings = ["802-3-ethernet": [:]]
    if let mac = ethernet.mac {
        settings["802-3-ethernet"]?["mac-address"] = .bytes(mac.bytes)
    }
    if let path = ethernet.path {
        settings["match"] = ["path": .strings([path])]
    }
    return settings
}
