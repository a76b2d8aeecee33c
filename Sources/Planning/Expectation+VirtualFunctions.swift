import Host
import NetTypes
import OrderedCollections
import Topology

extension InterfaceCheck {
    mutating func checkVirtualFunctions(_ sriov: SRIOV) {
        let count = link.virtualFunctionCount ?? 0
        if count != sriov.count { note(.link, "it has \(count) virtual functions, not \(sriov.count)") }
        for (index, wanted) in sriov.functions {
            // The wrong count has been reported; or the driver reports nothing of this function.
            guard let function = link.virtualFunctions?.first(where: { $0.index == index }) else { continue }
            let name = "virtual function \(index)"
            if let mac = wanted.mac, function.mac != mac {
                note(.link, "the MAC address of \(name) is \(function.mac?.description ?? "none"), not \(mac)")
            }
            if let vlan = wanted.vlan, function.vlan != vlan.number {
                note(.link, "the VLAN of \(name) is \(function.vlan == 0 ? "none" : "\(function.vlan)"), not \(vlan)")
            }
            if let isTrusted = wanted.isTrusted, let now = function.isTrusted, now != isTrusted {
                note(.link, "trust of \(name) is \(now ? "on" : "off")")
            }
            if let checks = wanted.checksSpoofing, let now = function.checksSpoofing, now != checks {
                note(.link, "the spoofing check of \(name) is \(now ? "on" : "off")")
            }
            if let rate = wanted.minimumRate, let now = function.minimumRate, now != rate {
                note(.link, "the min-tx-rate of \(name) is \(now == 0 ? "none" : "\(now) Mb/s"), not \(rate) Mb/s")
            }
            if let rate = wanted.maximumRate, let now = function.maximumRate, now != rate {
                note(.link, "the max-tx-rate of \(name) is \(now == 0 ? "none" : "\(now) Mb/s"), not \(rate) Mb/s")
            }
        }
    }
}
