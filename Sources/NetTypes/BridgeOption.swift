/// An option of a bridge beside those of its spanning tree, by the spec's word: what it does with multicast, and what it
/// counts.
package enum BridgeOption: String, Hashable, Sendable, CaseIterable, Codable, CodingKeyRepresentable {
    /// The most groups in the multicast database.
    case hashMax = "multicast-hash-max"
    /// How many queries without an answer end a group after its last member left.
    case lastMemberCount = "multicast-last-member-count"
    /// The time between those queries.
    case lastMemberInterval = "multicast-last-member-interval"
    /// How long a port stays in a group without a new report.
    case membershipInterval = "multicast-membership-interval"
    /// How long another querier has to be silent before the bridge asks in its place.
    case querierInterval = "multicast-querier-interval"
    /// The time between two queries.
    case queryInterval = "multicast-query-interval"
    /// How long members may take to answer a query.
    case queryResponseInterval = "multicast-query-response-interval"
    /// Whether queries come from the bridge's own address, and not from 0.0.0.0.
    case queryFromAddress = "multicast-query-use-ifaddr"
    /// Whether all multicast is sent to the host: `auto` while a multicast router is known to be there.
    case router = "multicast-router"
    /// How many queries are sent at the beginning.
    case startupQueryCount = "multicast-startup-query-count"
    /// The time between those.
    case startupQueryInterval = "multicast-startup-query-interval"
    /// Whether the bridge counts frames by their VLANs.
    case vlanStats = "vlan-stats"

    /// What a value is; in the kernel each is a number.
    package enum Form: Hashable, Sendable {
        case number(ClosedRange<Int>)
        /// A time in hundredths of a second.
        case time(ClosedRange<Int>)
        /// Off, or on as 1.
        case flag
        /// A word by its place in this list.
        case word([String])
    }

    package var form: Form {
        switch self {
        case .hashMax: .number(1...0x8000_0000)
        case .lastMemberCount, .startupQueryCount: .number(0...0xffff_ffff)
        case .lastMemberInterval, .membershipInterval, .querierInterval, .queryResponseInterval: .time(0...8_640_000)
        // Linux since 5.16 takes one second for less (`BR_MULTICAST_QUERY_INTVL_MIN` in net/bridge/br_private.h).
        case .queryInterval, .startupQueryInterval: .time(100...8_640_000)
        case .queryFromAddress, .vlanStats: .flag
        case .router: .word(["disabled", "auto", "enabled"])
        }
    }

    /// The value that a bridge has where nobody gave another.
    package var standard: Int {
        switch self {
        case .hashMax: 4096
        case .lastMemberCount, .startupQueryCount: 2
        case .lastMemberInterval: 100
        case .membershipInterval: 26_000
        case .querierInterval: 25_500
        case .queryInterval: 12_500
        case .queryResponseInterval: 1000
        case .startupQueryInterval: 3125
        case .router: 1
        case .queryFromAddress, .vlanStats: 0
        }
    }

    /// A value as the spec has it.
    package func text(_ value: Int) -> String {
        switch form {
        case .number, .time: String(value)
        case .flag: value == 0 ? "false" : "true"
        case .word(let words): words.indices.contains(value) ? words[value] : String(value)
        }
    }
}
