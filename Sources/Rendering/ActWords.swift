import Host
import NetTypes
package import Planning

/// What a trial does to carry out a plan, in words.
package enum ActWords {
    /// An act as one clause, for example `put enp2s0 into br0 at once`.
    ///
    /// - Parameter act: the act.
    /// - Returns: the clause, without a full stop.
    package static func text(of act: Act) -> String { words(act).printable }

    private static func words(_ act: Act) -> String {
        switch act {
        case .write(let steps):
            let written = steps.filter(\.isWritten).map(\.interface)
            return written.isEmpty
                ? "use the profiles as they are" : "write \(profiles(written)) to NetworkManager's memory"
        case .takeDown(let links): return "take down \(CutWords.list(links))"
        case .setAside(let replaced, let removed):
            let profiles = replaced + removed
            return "hide \(quoted(profiles)) from NetworkManager"
                + (replaced.isEmpty ? "" : " (one in use: later)") + "; on disk "
                + (profiles.count == 1 ? "it stays" : "they stay") + " until you confirm"
        case .setAsideSpared: return "hide the replaced profiles that were in use until now"
        case .free(let nics): return "disconnect \(CutWords.list(nics)), to join the bond first"
        case .bringUp(let steps, let negotiating): return bringUp(steps, negotiating)
        case .waitUntilUp(let steps): return "wait until \(verb(steps.map(\.interface), "is", "are")) up"
        case .waitUntilCarrying(let links, let seconds):
            return "wait until frames pass over \(CutWords.list(links)), \(seconds) s at most"
        case .raise(_, let moves):
            let words = moves.prefix(most).map { "\($0.prefix) on \($0.to), while \($0.from) still has it" }
            return "set " + words.joined(separator: "; ") + more(moves.count)
        case .standIn(let standIn, let moves):
            return
                "take \(standIn.device) out of \(standIn.bond) and set \(list(moves.map(\.prefix.description))) on it"
        case .announce(let links): return "tell the neighbours of the addresses on \(CutWords.list(links))"
        case .putIn(let port, let bridge): return "put \(port.device) into \(bridge) at once"
        case .moveGuests(let renamings, _):
            let words = renamings.prefix(most).map { renaming in
                "move \(CutWords.list(renaming.ports + renaming.guests)) from \(renaming.from) to \(renaming.to)"
            }
            return words.joined(separator: "; ") + more(renamings.count)
        case .settle(let steps, _):
            return "give the routes over \(CutWords.list(steps.map(\.interface))) their own metric"
        }
    }

    private static func bringUp(_ steps: [Step], _ negotiating: [NegotiatingBond]) -> String {
        let running = steps.filter { $0.activation == .reapply }.map(\.interface)
        let others = steps.filter { $0.activation != .reapply }.map(\.interface)
        var words: [String] = []
        if !others.isEmpty { words.append("bring up \(CutWords.list(others))") }
        if !running.isEmpty { words.append("change \(CutWords.list(running)) while running") }
        if !negotiating.isEmpty {
            words.append("let LACP begin on \(CutWords.list(negotiating.map(\.bond))) when the ports are in")
        }
        return words.joined(separator: "; ")
    }

    private static let most = 4

    private static func list(_ words: [String]) -> String {
        words.prefix(most).joined(separator: ", ") + more(words.count)
    }

    private static func more(_ count: Int) -> String { count > most ? " and \(count - most) more" : "" }

    private static func profiles(_ names: [InterfaceName]) -> String {
        (names.count == 1 ? "the profile of " : "the profiles of ") + CutWords.list(names)
    }

    private static func quoted(_ profiles: [LiveProfile]) -> String {
        (profiles.count == 1 ? "the profile " : "the profiles ")
            + profiles.prefix(most).map { "“\($0.id)”" }.joined(separator: ", ") + more(profiles.count)
    }

    private static func verb(_ names: [InterfaceName], _ one: String, _ many: String) -> String {
        "\(CutWords.list(names)) \(names.count == 1 ? one : many)"
    }
}

extension Step {
    fileprivate var isWritten: Bool { if case .none = write { false } else { true } }
}
