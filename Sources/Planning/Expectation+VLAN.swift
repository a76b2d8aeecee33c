import Host
import NetTypes
import Topology

extension InterfaceCheck {
    mutating func checkVLAN(_ vlan: VLAN) {
        let tag = link.vlan.map { "\($0.id)" } ?? "none"
        if link.vlan?.id != vlan.id.number { note(.link, "its VLAN ID is \(tag), not \(vlan.id)") }
        if let type = link.vlan?.etherType, type != vlan.tag.etherType {
            note(.link, "its tag is not \(vlan.tag.rawValue)")
        }
        let parent = devices[vlan.parent] ?? vlan.parent
        if link.parent != parent {
            note(.link, "its parent is \(link.parent?.text ?? "none"), not \(parent)")
        }
        // Of the four flags that NetworkManager sets, our profiles have VLAN_FLAG_REORDER_HDR alone.
        if let flags = link.vlan?.flags, flags & 0xf != 1 { note(.link, "its VLAN flags are \(flags & 0xf), not 1") }
        checkPriorities("ingress", link.vlan?.ingressPriorities, vlan.ingressPriorityMap)
        checkPriorities("egress", link.vlan?.egressPriorities, vlan.egressPriorityMap)
    }

    private mutating func checkPriorities(_ direction: String, _ have: [Int: Int]?, _ pairs: [String]) {
        guard let have else { return }
        let wanted = Self.map(pairs)
        if have == wanted { return }
        var text = "its \(direction)-priority-map is \(Self.text(have)), not \(Self.text(wanted))"
        if !wanted.isEmpty {
            // NetworkManager's commit 300b7ba44f, Linux's 6c21660fe221; 1.42.4 sets the map's second pair alone.
            text +=
                ": NetworkManager before 1.46.6, 1.48.16, 1.50.2 and 1.52 cannot set it on a Linux since 6.8, nor on the"
                + " stable ones since January 2024"
        }
        // A new link has an empty map, whatever NetworkManager can set.
        note(.link, text, remedy: wanted.isEmpty ? .recreate : .activate)
    }

    /// The map that the pairs describe: of two for one number the later counts, and 0 is the default, which is left
    /// out.
    private static func map(_ pairs: [String]) -> [Int: Int] {
        var map: [Int: Int] = [:]
        for pair in pairs {
            let numbers = pair.split(separator: ":").compactMap { Int($0) }
            if numbers.count == 2 { map[numbers[0]] = numbers[1] == 0 ? nil : numbers[1] }
        }
        return map
    }

    private static func text(_ map: [Int: Int]) -> String {
        map.isEmpty ? "empty" : map.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(separator: " ")
    }
}
