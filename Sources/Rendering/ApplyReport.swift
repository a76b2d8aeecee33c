package import Host
import NetTypes
import Planning

/// The result of an apply, for programs; docs/json.md describes it.
///
/// If there was a trial, its keys are at the top level, too.
package struct ApplyReport: Encodable, Sendable {
    private let plan: PlanReport?
    private let restoration: RestorationReport?
    private let trial: TrialReport?
    private let addresses: [Address]?
    private let error: ErrorReport?

    /// An address that the host has now.
    struct Address: Encodable, Sendable {
        let interface: String
        let address: String
        /// Whether the address came by DHCP or router advertisement.
        let dynamic: Bool
    }

    /// Makes the document.
    ///
    /// - Parameters:
    ///   - plan: the plan.
    ///   - restoration: the plan of a restore.
    ///   - trial: the trial, if there was one.
    ///   - links: the host's links now; `nil` where they could not be read.
    ///   - error: how the apply failed, if it did.
    package init(
        plan: PlanReport?, restoration: RestorationReport? = nil, trial: TrialReport?, links: [LiveLink]?,
        error: ErrorReport? = nil
    ) {
        self.plan = plan
        self.restoration = restoration
        self.trial = trial
        self.error = error
        addresses = links?.sorted { $0.name < $1.name }.flatMap { link in
            link.addresses.filter { !$0.prefix.address.isLoopback && !$0.prefix.address.isLinkLocal }.map {
                Address(
                    interface: link.name.text, address: $0.prefix.description, dynamic: $0.isDynamic == true)
            }
        }
    }

    private enum CodingKeys: String, CodingKey {
        case schema, changed, outcome, plan, restoration, addresses, error
    }

    /// The outcome in a word.
    private var outcome: String {
        if let trial, ["pending", "confirmed", "rolled-back", "undetermined"].contains(trial.state) {
            return trial.state
        }
        return error == nil ? "unchanged" : "failed"
    }

    package func encode(to encoder: any Encoder) throws {
        try trial?.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode("nm-topology/apply/1", forKey: .schema)
        try container.encode(["pending", "confirmed", "undetermined"].contains(outcome), forKey: .changed)
        try container.encode(outcome, forKey: .outcome)
        try container.encodeIfPresent(plan, forKey: .plan)
        try container.encodeIfPresent(restoration, forKey: .restoration)
        try container.encodeIfPresent(addresses, forKey: .addresses)
        try container.encodeIfPresent(error, forKey: .error)
    }
}
