/// The addresses that a trial moves to links which reach the network while the old ones still do.
///
/// A rollback moves them back in the same manner.
package struct MovedAddresses: Codable, Hashable, Sendable {
    package let moves: [Move]
    /// The links on which the addresses stood before, with everything beneath them.
    package let base: [String]

    /// An address that moves.
    package struct Move: Codable, Hashable, Sendable {
        /// The address with its prefix length.
        package let address: String
        /// The link that had the address before the trial.
        package let from: String
        /// The link that has the address in the trial.
        package let to: String

        private enum CodingKeys: String, CodingKey {
            case address = "address"
            case from = "from"
            case to = "to"
        }

        package init(address: String, from: String, to: String) {
            self.address = address
            self.from = from
            self.to = to
        }
    }

    private enum CodingKeys: String, CodingKey {
        case moves = "moves"
        case base = "base"
    }

    package init(moves: [Move], base: [String]) {
        self.moves = moves
        self.base = base
    }
}
