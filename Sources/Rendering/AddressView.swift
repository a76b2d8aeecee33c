package import Host
import NetTypes
import Planning
package import Trial

/// The addresses by which a host is reached once a trial has changed who asks for them.
package enum AddressView {
    /// The addresses of the interfaces that a trial changed, where one of them came by DHCP or router advertisement: nobody
    /// could know it beforehand, and it is where the administrator has to log in.
    ///
    /// - Parameters:
    ///   - record: the trial.
    ///   - live: the host now.
    /// - Returns: one line, or none.
    package static func text(of record: TrialRecord, on live: LiveState) -> String {
        let changed = Set(record.changes.map(\.interface))
        var given: [String] = []
        var others: [String] = []
        for link in live.links.values.sorted(by: { $0.name < $1.name }) {
            for state in link.addresses where !state.isDuplicate && state.isTemporary != true {
                let address = state.prefix.address
                if address.isLinkLocal || address.isLoopback { continue }
                let isGiven = state.isDynamic == true && changed.contains(link.name.text)
                let text = "\(address) (\(link.name.text.printable)\(isGiven ? ", by DHCP or advertisement" : ""))"
                if isGiven { given.append(text) } else { others.append(text) }
            }
        }
        if given.isEmpty { return "" }
        // Those that came are what is new; of the others a host may have hundreds.
        let all = given + others.prefix(4)
        let more = others.count > 4 ? " and \(others.count - 4) more" : ""
        return "The host has these addresses now: \(all.joined(separator: ", "))\(more).\n"
    }
}
