/// The act of a plan that a trial began last; for people, and never decided on.
package struct ReachedAct: Codable, Hashable, Sendable {
    /// The ID of the trial.
    package let trial: String
    /// The number of the act, from 1.
    package let number: Int
    /// How many acts the plan has.
    package let count: Int
    /// The act as `plan --steps` shows it.
    package let text: String

    private enum CodingKeys: String, CodingKey {
        case trial = "trial"
        case number = "number"
        case count = "count"
        case text = "text"
    }

    package init(trial: String, number: Int, count: Int, text: String) {
        self.trial = trial
        self.number = number
        self.count = count
        self.text = text
    }
}

extension ReachedAct: Plausible {
    var implausible: String? {
        (1...max(1, count)).contains(number) && count <= 1_000_000 ? nil : "a number of an act in it cannot be"
    }
}
