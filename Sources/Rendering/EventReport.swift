import NetTypes
import Planning
package import Trial

/// An event of a trial, for programs; docs/json.md describes the document.
package struct EventReport: Encodable, Sendable {
    private let schema = "nm-topology/event/1"
    private let event: String
    /// Seconds since the command began.
    private let seconds: Double
    private var trial: String?
    private var interface: String?
    private var check: String?
    private var state: String?
    private var text: String?
    private var code: String?
    /// The number of an act, beginning with 1, and how many acts there are.
    private var number: Int?
    private var count: Int?
    private var plan: PlanReport?
    private var restoration: RestorationReport?

    /// Makes the document.
    ///
    /// - Parameters:
    ///   - event: what happened.
    ///   - seconds: when it happened, in seconds since the command began.
    package init(_ event: TrialEvent, seconds: Double) {
        self.seconds = (seconds * 1000).rounded() / 1000
        switch event {
        case .planned(let plan):
            self.event = "planned"
            self.plan = PlanReport(plan)
        case .restoring(let restoration):
            self.event = "restoring"
            self.restoration = RestorationReport(restoration)
        case .protected(let id):
            self.event = "protected"
            trial = id
        case .interface(let name, let state):
            self.event = "interface"
            interface = name.text
            (self.state, text) = Self.words(state)
        case .act(let act, let number, let count):
            self.event = "act"
            (self.number, self.count) = (number, count)
            text = ActWords.text(of: act)
        case .verifying: self.event = "verifying"
        case .check(let check, let result):
            self.event = "check"
            self.check = check
            switch result {
            case .failedBefore(let why): (state, text) = ("failed-before", why)
            case .succeeded: state = "succeeded"
            case .failsAsBefore(let why): (state, text) = ("fails-as-before", why)
            }
        case .rollingBack(let cause):
            self.event = "rolling-back"
            (code, text) = (cause.code, cause.text)
        case .note(let note):
            self.event = "note"
            text = note
        }
    }

    private static func words(_ state: InterfaceState) -> (state: String, text: String?) {
        switch state {
        case .waiting: ("waiting", nil)
        case .coming(let what): ("coming", what)
        case .up: ("up", nil)
        case .failed(let why): ("failed", why)
        }
    }
}
