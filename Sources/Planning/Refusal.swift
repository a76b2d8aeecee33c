package import NetTypes
package import Topology

/// A reason to refuse a plan or a restore before anything is touched.
package struct Refusal: Hashable, Sendable {
    package let code: Code
    /// The interface of the spec that the refusal is about; `nil` where it is about the host or the history.
    package let subject: InterfaceName?
    /// What is the case, in a sentence.
    package let text: String
    /// What to do, in a sentence; `nil` where the text says it, or nothing can be done.
    package let help: String?
    /// The spec's key that the refusal is about, after those around it; empty where it is about the interface as a whole.
    package let keys: [String]

    /// The kinds of obstacles, by their codes.
    ///
    /// docs/refusals.md has a line for each; a code never changes its meaning.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        case noSuchNIC = "P001"
        case unmanagedNIC = "P002"
        case nameTaken = "P003"
        case foreignLink = "P004"
        case notNIC = "P005"
        case cannotBePort = "P006"
        case guestTap = "P007"
        case cannotRemove = "P008"
        case addressElsewhere = "P009"
        case noBridgeForGuest = "P010"
        case parentFramesTooSmall = "P011"
        case netplan = "P012"
        case olderManager = "P013"
        case otherEndGoes = "P014"
        case portOfVRF = "P015"
        case keyFile = "P017"
        case noOpenVSwitch = "P018"
        case noSupplicant = "P019"
        case historyIncomplete = "P020"
        case nothingToUndo = "P021"
        case fileNotKept = "P022"
        case fileElsewhere = "P023"
        case fileTaken = "P024"
    }

    package init(
        _ code: Code, _ subject: InterfaceName? = nil, _ text: String, help: String? = nil, keys: [String] = []
    ) {
        self.code = code
        self.subject = subject
        self.text = text
        self.help = help
        self.keys = keys
    }

    /// The text and the help as one paragraph.
    package var words: String { help.map { "\(text) \($0)" } ?? text }

    /// The refusal as a notice of severity `error`.
    ///
    /// - Parameter place: where the spec has what the refusal is about; `nil` where that is not known.
    /// - Returns: the notice.
    package func notice(at place: SourceLocation? = nil) -> Notice {
        Notice(code: code.rawValue, severity: .error, text: text, help: help, place: place)
    }
}

/// The error that a spec does not fit the host, or that an entry of the history cannot be undone on it; nothing was
/// touched.
package struct Misfit: Error, Hashable, Sendable {
    /// The reasons, at least one.
    package let refusals: [Refusal]

    package init(_ refusals: [Refusal]) { self.refusals = refusals }

    /// A paragraph for each reason, with what to do.
    package var problems: [String] { refusals.map(\.words) }
}
