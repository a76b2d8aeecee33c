package import Host
import NetTypes
import Planning
package import Trial

/// The addresses at which a host can be reached after a trial that requested addresses anew.
package enum AddressView {
    /// The host's addresses, if an interface that a trial changed got one by DHCP or router advertisement.
    ///
    /// Nobody could know such an address beforehand, and the administrator needs it to log in.
    ///
    /// - Parameters:
    ///   - record: the trial.
    ///   - live: the host now.
    /// - Returns: one line; empty if no address came that way.
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
        // The dynamic addresses are the news; of the others a host may have hundreds.
        let all = given + others.prefix(4)
        let more = others.count > 4 ? " and \(others.count - 4) more" : ""
        return "The host has these addresses now: \(all.joined(separator: ", "))\(more).\n"
    }
}
