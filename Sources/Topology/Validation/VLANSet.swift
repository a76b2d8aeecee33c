import NetTypes

/// A set of VLANs as 4096 bits, so that many ports with many ranges are merged quickly.
struct VLANSet: Hashable, Sendable {
    private var words = [UInt64](repeating: 0, count: 64)

    init() {}

    func contains(_ vlan: Int) -> Bool {
        (0..<4096).contains(vlan) && words[vlan >> 6] & (1 << UInt64(vlan & 63)) != 0
    }

    mutating func insert(_ vlan: Int) { insert(vlan...vlan) }

    /// Adds a range of VLANs; numbers outside 0 to 4095 are clamped.
    mutating func insert(_ range: ClosedRange<Int>) {
        let range = range.clamped(to: 0...4095)
        let (first, last) = (range.lowerBound >> 6, range.upperBound >> 6)
        for index in first...last {
            var mask = UInt64.max
            if index == first { mask &= UInt64.max << UInt64(range.lowerBound & 63) }
            if index == last { mask &= UInt64.max >> UInt64(63 - range.upperBound & 63) }
            words[index] |= mask
        }
    }

    mutating func insert(_ vlans: [Located<BridgeVLAN>]) {
        for vlan in vlans { insert(vlan.value.first.number...vlan.value.last.number) }
    }

    mutating func formUnion(_ other: VLANSet) {
        for index in words.indices { words[index] |= other.words[index] }
    }

    func isDisjoint(with other: VLANSet) -> Bool {
        for index in words.indices where words[index] & other.words[index] != 0 { return false }
        return true
    }

    func intersection(_ other: VLANSet) -> VLANSet {
        var common = self
        for index in words.indices { common.words[index] &= other.words[index] }
        return common
    }

    /// The VLANs of the set in ascending order.
    var vlans: [Int] { (0..<4096).filter(contains) }
}

extension BridgePortSpec {
    /// The VLANs whose frames the port takes in and sends out.
    ///
    /// - Parameter standard: the VLAN of untagged frames on ports that list none; 0 for none.
    /// - Returns: the VLANs of the port's `pvid` and `vlans`, and `standard` where neither sets a VLAN for untagged
    ///   frames.
    func carried(standard: Int) -> VLANSet {
        var set = VLANSet()
        set.insert(vlans)
        if let own = pvid?.value.number {
            set.insert(own)
        } else if standard > 0, !vlans.contains(where: \.value.pvid) {
            set.insert(standard)
        }
        return set
    }
}
